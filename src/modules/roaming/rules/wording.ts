// Small words that several pages say alike.

/** "1 proxy", "2 proxies" */
export const countWords = (count: number, one: string, many = `${one}s`): string =>
  `${count} ${count === 1 ? one : many}`
