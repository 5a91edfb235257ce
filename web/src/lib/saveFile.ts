/** Hands a file that was made or fetched here to the browser to save. */
export function saveFile(file: Blob, name: string): void {
  const url = URL.createObjectURL(file);
  saveFrom(url, name);
  URL.revokeObjectURL(url);
}

/** Has the browser fetch a file and save it, so that no page has to hold it; without a name by the one it comes with. */
export function saveFrom(url: string, name = ""): void {
  Object.assign(document.createElement("a"), { href: url, download: name }).click();
}
