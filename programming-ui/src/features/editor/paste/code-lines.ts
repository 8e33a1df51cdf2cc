/** The lines of a text, each with its line end, so that joining them gives the text. */
export const linesOf = (text: string): string[] => text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
