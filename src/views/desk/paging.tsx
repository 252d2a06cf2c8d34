/** Turning the pages of a long list. */

export type Paged = {
  /** Counted from 0. */
  readonly page: number;
  readonly size: number;
  readonly total: number;
  readonly address: (page: number) => string;
};

/** `21–40 of 112`, with links to either side; the words alone where one page is all. */
export function Paging({ page, size, total, address }: Paged) {
  if (total === 0) return undefined;
  const last = Math.min((page + 1) * size, total);
  return (
    <nav class="row row-apart" aria-label="Pages of the list">
      {page > 0 ? (
        <a class="button button-quiet button-small" href={address(page - 1)} rel="prev">
          Before
        </a>
      ) : (
        <span />
      )}
      <span class="soft small">
        {page * size + 1}–{last} of {total}
      </span>
      {last < total ? (
        <a class="button button-quiet button-small" href={address(page + 1)} rel="next">
          More
        </a>
      ) : (
        <span />
      )}
    </nav>
  );
}

/** A page number of an address; the first for anything else. */
export function readPage(text: string | undefined): number {
  return /^[1-9]\d{0,4}$/.test(text ?? '') ? Number(text) - 1 : 0;
}
