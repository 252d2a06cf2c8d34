/** An address as a QR code, drawn as SVG: dark on white with its quiet margin, whatever the page around it looks like. */
import makeCode from 'qrcode-generator';

/** Modules of white on each side (ISO/IEC 18004 asks for four). */
const MARGIN = 4;

/** One path for all dark modules. No script and no style in it. */
export function qrCodeSvg(text: string): string {
  // 0: as small as the text allows. M: readable with 15 % of it damaged, as a card or a poster gets.
  const code = makeCode(0, 'M');
  code.addData(text);
  code.make();
  const count = code.getModuleCount();
  const size = count + 2 * MARGIN;
  let path = '';
  for (let row = 0; row < count; row += 1) {
    for (let column = 0; column < count; column += 1)
      if (code.isDark(row, column)) path += `M${column + MARGIN} ${row + MARGIN}h1v1h-1z`;
  }
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size} ${size}" width="${size * 8}" height="${size * 8}" shape-rendering="crispEdges">` +
    `<rect width="${size}" height="${size}" fill="#fff"/><path d="${path}" fill="#000"/></svg>\n`
  );
}
