/** All styles of the page. Colours are variables, so that light, dark and print differ in these alone. */
export const STYLE: string = `
:root {
  color-scheme: light dark;
  --page: #ffffff; --panel: #f6f7f9; --line: #d5d9e0; --text: #1b1f27; --soft: #596273;
  --run: #2563c9; --wait: #8a6d1d; --wait-ground: #f4e3b0; --fail: #c62034; --good: #17703a; --bad: #b3162b;
  --good-ground: #dff3e5; --bad-ground: #fce4e7; --open-ground: #e6ebf5; --band: #e9f0fc; --context: #7d8798;
  --focus: #1d4fd7; --mark: #6b3fa0; --chosen: #fff3c4;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #14171d; --panel: #1c2028; --line: #363d4a; --text: #e7eaf0; --soft: #a3adbd;
    --run: #6ea2ff; --wait: #e3c060; --wait-ground: #4a3d17; --fail: #ff6b7c; --good: #7ddc9c; --bad: #ff8d9a;
    --good-ground: #173524; --bad-ground: #45191f; --open-ground: #263049; --band: #1d2940; --context: #8691a5;
    --focus: #8fb4ff; --mark: #c39bf5; --chosen: #453b12;
  }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--text); font: 14px/1.45 system-ui, -apple-system, "Segoe UI", sans-serif; }
main { padding: 20px 24px 48px; }
h1 { font-size: 22px; margin: 0 0 4px; }
h2 { font-size: 16px; margin: 28px 0 8px; }
h2.subject { font-size: 22px; border-top: 1px solid var(--line); padding-top: 20px; }
h3 { font-size: 14px; margin: 16px 0 4px; }
code, pre, td.text, .mono { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace; font-size: 12.5px; }
pre { margin: 0; padding: 8px 10px; background: var(--panel); border: 1px solid var(--line); border-radius: 4px; white-space: pre-wrap; overflow-wrap: anywhere; }
button { font: inherit; color: inherit; background: none; border: 0; padding: 0; text-align: left; cursor: pointer; }
:focus-visible { outline: 2px solid var(--focus); outline-offset: 1px; border-radius: 2px; }
.hidden, [hidden] { display: none !important; }
.skip { position: absolute; left: -999px; } .skip:focus { left: 8px; top: 8px; background: var(--page); padding: 4px 8px; z-index: 9; }
.badge { display: inline-block; padding: 1px 8px; border-radius: 10px; font-size: 12px; font-weight: 600; vertical-align: 3px; margin-left: 8px; background: var(--open-ground); color: var(--text); }
.badge.good { background: var(--good-ground); color: var(--good); } .badge.bad { background: var(--bad-ground); color: var(--bad); }
.facts { display: flex; flex-wrap: wrap; gap: 2px 20px; margin: 4px 0 8px; padding: 0; }
.facts div { display: flex; gap: 6px; min-width: 0; } .facts dt { color: var(--soft); } .facts dd { margin: 0; overflow-wrap: anywhere; }
.reason { border-left: 4px solid var(--bad); background: var(--bad-ground); padding: 8px 12px; margin: 8px 0; white-space: pre-wrap; overflow-wrap: anywhere; }
.search { display: flex; gap: 10px; align-items: center; margin: 16px 0 4px; flex-wrap: wrap; }
.search input { font: inherit; width: 26em; max-width: 100%; padding: 4px 8px; color: var(--text); background: var(--page); border: 1px solid var(--soft); border-radius: 4px; }
.search output, .hint { color: var(--soft); } p.hint { margin: 0 0 6px; }
.legend { display: flex; flex-wrap: wrap; gap: 4px 16px; color: var(--soft); margin: 0 0 6px; padding: 0; list-style: none; font-size: 12.5px; }
ul.legend .s, ul.legend .m { position: relative; left: 0; top: 0; display: inline-block; vertical-align: -1px; margin-right: 5px; } ul.legend .s { width: 22px; height: 12px; }
.legend .m { transform: none; height: auto; } .legend .m.heartbeat { width: auto; }
.chart { border: 1px solid var(--line); border-radius: 4px; overflow: auto; max-height: 75vh; position: relative; }
.plane { position: relative; width: calc(var(--names) + var(--n) * var(--c)); min-width: 100%; --names: 300px; }
.axis { position: sticky; top: 0; z-index: 3; background: var(--page); border-bottom: 1px solid var(--line); height: 44px; }
.axis .corner { position: sticky; left: 0; z-index: 4; width: var(--names); height: 100%; background: var(--page); padding: 4px 10px; color: var(--soft); border-right: 1px solid var(--line); display: flex; align-items: flex-end; }
.axis .at { position: absolute; bottom: 3px; left: calc(var(--names) + var(--f) * var(--c)); color: var(--soft); font-size: 11px; white-space: nowrap; padding-left: 3px; }
.axis .in { position: absolute; top: 2px; height: 18px; left: calc(var(--names) + var(--f) * var(--c)); width: calc(var(--l) * var(--c) - 1px); background: var(--band); color: var(--text); font-size: 11px; line-height: 18px; padding-left: 4px; white-space: nowrap; border-radius: 3px 3px 0 0; }
.axis .in.bad { background: var(--bad-ground); color: var(--bad); }
.ground { position: absolute; inset: 44px 0 0 0; pointer-events: none; }
.ground i { position: absolute; top: 0; bottom: 0; left: calc(var(--names) + var(--f) * var(--c)); width: calc(var(--l) * var(--c) - 1px); background: var(--band); opacity: .55; }
.rows { list-style: none; margin: 0; padding: 0; position: relative; }
.rows li { display: flex; height: 26px; content-visibility: auto; contain-intrinsic-size: auto 26px; cursor: pointer; }
.rows li:hover .name, .rows li:hover { background: var(--open-ground); }
.rows li.chosen .name, .rows li.chosen { background: var(--chosen); }
.name { position: sticky; left: 0; z-index: 2; flex: none; width: var(--names); background: var(--page); border-right: 1px solid var(--line); padding: 2px 8px 2px calc(8px + var(--d) * 14px); display: flex; gap: 6px; align-items: center; overflow: hidden; }
.name button { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; outline-offset: -2px; }
.name::before { content: ""; flex: none; width: 8px; height: 8px; border-radius: 50%; background: var(--good); }
.name.open::before { background: none; border: 2px solid var(--soft); } .name.bad::before { background: var(--fail); border-radius: 0; transform: rotate(45deg); }
.lane { position: relative; flex: none; width: calc(var(--n) * var(--c)); }
.s { position: absolute; top: 6px; height: 14px; left: calc(var(--f) * var(--c) + 1px); width: calc(var(--l) * var(--c) - 3px); border-radius: 2px; background: var(--run); }
.s.waiting { background: repeating-linear-gradient(135deg, var(--wait) 0 2px, var(--wait-ground) 2px 7px); border: 1px solid var(--wait); }
.s.failed { background: var(--fail); } .s.failed::after { content: "\\D7"; position: absolute; inset: -3px 0 0 0; text-align: center; color: var(--page); font-weight: 700; }
.s.context { top: 9px; height: 7px; background: none; border: 2px solid var(--context); border-bottom: 0; border-radius: 0; }
.s.opened { border-right: 3px dotted var(--text); }
.m { position: absolute; top: 3px; left: calc((var(--f) + .5) * var(--c)); transform: translateX(-50%); font-size: 11px; line-height: 20px; height: 20px; color: var(--mark); font-weight: 700; }
.m.refused, .m.warning { color: var(--bad); }
.m i { font-style: normal; background: var(--page); border-radius: 6px; padding: 0 2px; }
table { border-collapse: collapse; width: 100%; } th { text-align: left; color: var(--soft); font-weight: 600; } th, td { padding: 3px 10px 3px 0; border-bottom: 1px solid var(--line); vertical-align: top; }
td.text { white-space: pre-wrap; overflow-wrap: anywhere; } td.time, td.no { white-space: nowrap; color: var(--soft); font-variant-numeric: tabular-nums; } tr.bad td.type, .level.bad { color: var(--bad); font-weight: 600; }
td button { text-decoration: underline; text-decoration-color: var(--line); text-underline-offset: 3px; }
.scroll { overflow: auto; max-height: 75vh; } summary { cursor: pointer; } summary h2 { display: inline-block; margin-bottom: 6px; }
.panel { position: fixed; right: 0; top: 0; bottom: 0; width: min(560px, 100vw); background: var(--page); border-left: 1px solid var(--line); box-shadow: 0 0 24px rgb(0 0 0 / .25); z-index: 8; padding: 14px 18px; overflow: auto; }
.panel header { display: flex; justify-content: space-between; gap: 12px; align-items: baseline; } .panel h2 { margin: 0 0 8px; overflow-wrap: anywhere; } .panel .close { border: 1px solid var(--line); border-radius: 4px; padding: 2px 10px; }
.panel .facts { display: block; }
.pair { display: grid; grid-template-columns: 1fr 1fr; gap: 16px; } @media (max-width: 900px) { .pair { grid-template-columns: 1fr; } }
.pair > div { overflow: auto; min-width: 0; } .trace td { border-bottom-color: transparent; padding-top: 1px; padding-bottom: 1px; } .trace tr.fault td { background: var(--bad-ground); } .trace tr.deviation td { background: var(--wait-ground); }
.trace tr.differs td:first-child { box-shadow: inset 4px 0 0 var(--fail); } .trace tr.differs td { border-top: 2px solid var(--fail); } .trace tr.critical td:first-child { font-weight: 700; }
.trace td:first-child { padding-left: 8px; text-align: right; } .note { color: var(--bad); font-weight: 600; }
@media (max-width: 700px) { main { padding: 12px 12px 32px; } .plane { --names: 150px; } .name { padding-left: calc(6px + var(--d) * 8px); } }
@media print {
  :root { color-scheme: light; --page: #fff; --panel: #fff; --line: #999; --text: #000; --soft: #333; --run: #2563c9; --wait: #8a6d1d; --wait-ground: #f4e3b0; --fail: #c62034; --good: #17703a; --bad: #b3162b; --good-ground: #fff; --bad-ground: #fff; --open-ground: #fff; --band: #eee; --context: #555; --chosen: #fff; }
  .search, .panel, .skip { display: none !important; } .chart, .scroll { max-height: none; overflow: visible; } .chart { container-type: inline-size; } .plane { --names: 220px; --c: min(var(--w), calc((100cqw - 222px) / var(--n))) !important; width: auto; }
  .axis .at, .axis .in { overflow: hidden; text-overflow: ellipsis; } .axis .at { width: calc(var(--l) * var(--c)); font-size: 9px; }
  .rows li, tr { break-inside: avoid; } .axis, .name, .axis .corner { position: static; } .axis { position: relative; } .s, .name::before, .in, .ground i { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}
`.trim()
