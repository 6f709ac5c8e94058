"""Typst: the same in its own language, its compiler kept from paper to paper. With `--tagged` it tags its files, as is its habit."""

import json
import sys

import typst

from engines.content import BOTTOM, FONTS, HEADS, LEADING, MARGIN, PADDING, SHARES, SIZE, TOP, Content
from engines.measured import run

SOURCE = f"""
#let said = json(bytes(sys.inputs.said))
#set document(title: said.title)
#set text(font: "Noto Sans SC", size: 10pt, lang: "zh", top-edge: 0.88em, bottom-edge: -0.12em)
#set par(leading: 0.62em, justify: true)
#set page(paper: "a4", margin: (x: {MARGIN}mm, top: {TOP}mm, bottom: {BOTTOM}mm),
  header: text(9pt, said.head),
  footer: context [#set text(8pt); #said.foot #h(1fr) 第 #counter(page).display() 页，共 #counter(page).final().first() 页],
  background: {{
    for height in (20%, 50%, 80%) {{
      place(center + top, dy: height, rotate(-28deg, text(24pt, fill: rgb("#F2EFE8"), said.watermark)))
    }}
  }})
#align(center, text(20pt, weight: "bold", said.title))
#let cell = (stroke: (rest: none, bottom: 0.4pt + rgb("#CFC8B8")), inset: (x: 4pt, y: {PADDING}pt))
#[
  #set text({SIZE}pt)
  #set par(leading: {LEADING - 1:.2f}em, justify: false)
  #table(columns: (2fr, 8fr), ..cell, ..said.facts.flatten())
]
#for words in said.paragraphs {{ par(words) }}
#[
  #set text({SIZE}pt)
  #set par(leading: {LEADING - 1:.2f}em, justify: false)
  #table(columns: ({", ".join(f"{share}fr" for share in SHARES)}), align: (left, left, left, left, right), ..cell,
    table.header({", ".join(f"strong[{head}]" for head in HEADS)}), ..said.rows.flatten())
]
"""
TAGGED = "--tagged" in sys.argv
COMPILER = typst.Compiler(font_paths=[str(FONTS)], ignore_system_fonts=True)


def lay_out(said: Content) -> bytes:
    words = json.dumps(said._asdict(), ensure_ascii=False)
    return bytes(COMPILER.compile(input=SOURCE.encode(), format="pdf", sys_inputs={"said": words}, pdf_tags=TAGGED))


if __name__ == "__main__":
    sys.argv = [word for word in sys.argv if word != "--tagged"]
    run(lay_out)
