// What a printed word is as the value of a field: 1.234,50 € is 1234.50 on an
// English page and 1234,50 on a German one, and 21.11.2026 is 2026-11-21 or stays
// so. The page says how its language writes (frame.html). What makes no sense is
// left as printed; the server checks.

export function valueOf(text, kind, page = document.documentElement.dataset) {
  const t = text.trim();
  if (kind === "decimal") return decimal(t).replace(".", page.point ?? ".");
  if (kind === "date") return dated(date(t), page.date ?? "YYYY-MM-DD");
  return t.replace(/^[:;,]+|[;,:]+$/g, "");
}

function decimal(t) {
  let s = t.replace(/[^\d.,'’\-\s]/g, "").replace(/[\s'’]/g, "").replace(/^[.,]+|[.,]+$/g, "");
  if (!/\d/.test(s)) return t;
  const minus = s.startsWith("-") || s.endsWith("-") ? "-" : "";
  s = s.replaceAll("-", "");
  const point = s.lastIndexOf("."), comma = s.lastIndexOf(",");
  if (point >= 0 && comma >= 0) {
    const [thousands, sign] = point > comma ? [",", "."] : [".", ","];
    s = s.replaceAll(thousands, "").replace(sign, ".");
  } else if (comma >= 0) {
    // 1,234 and 1,234,567 are thousands; 12,5 and 12,50 are not.
    s = /^\d{1,3}(,\d{3})+$/.test(s) ? s.replaceAll(",", "") : s.replace(",", ".");
  } else if (/^\d{1,3}(\.\d{3}){2,}$/.test(s)) {
    s = s.replaceAll(".", "");
  }
  return minus + s;
}

function dated(iso, layout) {
  const m = /^(\d{4})-(\d{2})-(\d{2})$/.exec(iso);
  return m ? layout.replace("YYYY", m[1]).replace("MM", m[2]).replace("DD", m[3]) : iso;
}

function date(t) {
  const iso = /(\d{4})-(\d{1,2})-(\d{1,2})/.exec(t);
  if (iso) return [iso[1], iso[2].padStart(2, "0"), iso[3].padStart(2, "0")].join("-");
  const day = /(\d{1,2})[./-](\d{1,2})[./-](\d{4}|\d{2})/.exec(t);
  if (!day) return t;
  const year = day[3].length === 2 ? "20" + day[3] : day[3];
  return [year, day[2].padStart(2, "0"), day[1].padStart(2, "0")].join("-");
}
