// The kept conversations: the browser's word, and where the focus goes.
(() => {
  // A word no one can guess, under which the server keeps what is said in this browser.
  window.planqaVisitor = (word) => {
    if (/^[\w-]{32}$/.test(word || "")) return word;
    const bytes = crypto.getRandomValues(new Uint8Array(24));
    return btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_");
  };

  window.planqaFocus = (id) =>
    requestAnimationFrame(() => {
      const element = document.getElementById(id);
      (element?.querySelector("input, textarea") || element)?.focus();
    });

  const close = () => document.getElementById("history-close")?.click();
  const covers = () => matchMedia("(max-width: 859px)").matches;
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && event.target.closest?.("#history")) close();
  });
  document.addEventListener("click", (event) => {
    if (covers() && !event.target.closest?.("#history, #past")) close();
  });

  // After a click in the list: to the name or the question that has appeared, else to the chat.
  window.planqaActed = () =>
    requestAnimationFrame(() => {
      const input = document.querySelector("#history-name input, #history-name textarea");
      const sure = document.querySelector("#history-delete button");
      if (input) {
        input.focus();
        input.select();
      } else if (sure) {
        sure.focus();
      } else {
        if (covers()) close();
        planqaLatest();
      }
    });
})();
