/** Puts a button into each heading, by which the table is sorted. */
export function makeSortable(table: HTMLTableElement): void;
