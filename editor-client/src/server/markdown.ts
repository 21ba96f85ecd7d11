/**
 * Markdown with room between the columns of its tables: VS Code sets them in hovers so close that a number touches the words
 * after it.
 */
export function spaced(markdown: string): string {
  return markdown.replace(/^\|.*\|$/gm, (line) => (/^\|[\s:|-]+\|$/.test(line) ? line : line.replaceAll(" | ", " | &nbsp;&nbsp;")));
}
