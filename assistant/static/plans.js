// The chooser of the plan: the plan stands in the page's address, and with it the tab that was open.
(() => {
  const tab = () =>
    document.querySelector('#pages [role="tab"][aria-selected="true"]')?.id.match(/^page-(.*)-button$/)?.[1];

  window.planqaPlan = {
    choose: (plan) => {
      const now = new URLSearchParams(location.search);
      if (!plan || plan === now.get("plan")) return;
      const query = new URLSearchParams({ plan });
      const open = tab();
      if (open && open !== "chat") query.set("tab", open);
      location.search = query.toString();
    },
    arrived: (title) => {
      if (title) document.title = title;
      const page = new URLSearchParams(location.search).get("tab");
      if (/^[a-z]+$/.test(page || "") && !window.planqaPlan.opened) {
        document.getElementById(`page-${page}-button`)?.click();
      }
      window.planqaPlan.opened = true;
    },
  };
})();
