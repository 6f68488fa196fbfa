/** Have the browser keep a file; the page stays. */
export function download(href) {
    const link = document.createElement("a");
    Object.assign(link, { href, download: "" });
    link.click();
}
