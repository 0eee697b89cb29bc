// A file inside the page is saved as a file of its own: browsers refuse long links of this kind.
document.addEventListener("click", async (event) => {
  const link = event.target.closest?.('a.pq-download[href^="data:"]');
  if (!link) return;
  event.preventDefault();
  const content = await (await fetch(link.href)).blob();
  const saved = document.createElement("a");
  saved.href = URL.createObjectURL(content);
  saved.download = link.download;
  saved.click();
  setTimeout(() => URL.revokeObjectURL(saved.href), 60_000);
});
