/** The colours that appointment types have at the desk. Names: light and dark pages choose the shades. */

export const COLOURS = ['teal', 'blue', 'violet', 'rose', 'amber', 'green', 'slate'] as const;
export type Colour = (typeof COLOURS)[number];

/** For a new type: the first colour that is used least. */
export function nextColour(used: readonly Colour[]): Colour {
  const uses = (colour: Colour) => used.filter((each) => each === colour).length;
  return COLOURS.toSorted((a, b) => uses(a) - uses(b))[0] ?? 'teal';
}
