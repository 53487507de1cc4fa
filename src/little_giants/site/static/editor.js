// The SQL editor: highlighting, Shift-Enter runs, Format tidies. Without scripts the plain text box does.
"use strict";
(() => {
  const input = document.querySelector("textarea#sql-editor");
  if (!input || !window.CodeMirror) return;
  const editor = CodeMirror.fromTextArea(input, { lineNumbers: true, mode: "text/x-sql", lineWrapping: true });
  editor.setOption("extraKeys", { "Shift-Enter": () => input.form.submit(), Tab: false });
  const format = document.querySelector("button#sql-format");
  if (!format || !window.sqlFormatter) return;
  format.hidden = false;
  format.addEventListener("click", () => editor.setValue(sqlFormatter.format(editor.getValue())));
})();
