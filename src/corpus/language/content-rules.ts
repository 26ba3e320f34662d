/** A language that an extension can have; the first rule whose pattern is found decides, one without pattern always. */
interface Rule {
  readonly language: string;
  readonly pattern?: RegExp;
}

const XML: Rule = {
  language: "XML",
  pattern: /^\s*<(?:\?xml\b|!DOCTYPE\s|[A-Za-z][\w:-]*(?:\s+[\w:-]+="[^"]*")*\s*\/?>\s*\n)/,
};

/** The traps among extensions that several languages share, with the usual language last. */
const RULES: Readonly<Record<string, readonly Rule[]>> = {
  ".h": [
    {
      language: "Objective-C",
      pattern: /^[ \t]*(?:@(?:interface|protocol|property|class|end|implementation)\b|#\s*import\s+["<])/m,
    },
    {
      language: "C++",
      pattern:
        /^[ \t]*(?:template\s*<|namespace\b|using\s+(?:namespace\s|\w+\s*=)|class\s+[\w:]+[^;()]*\{|class\s+\w+;|(?:public|private|protected)\s*:|constexpr\s|#\s*include\s*<(?:c?[a-z_]+)>)|\bstd::|\b(?:static|dynamic|const|reinterpret)_cast\s*</m,
    },
    { language: "C" },
  ],
  ".hh": [{ language: "Hack", pattern: /^<\?hh/ }, { language: "C++" }],
  ".ts": [XML, { language: "TypeScript" }],
  ".tsx": [XML, { language: "TSX" }],
  ".m": [
    {
      language: "Objective-C",
      pattern: /^[ \t]*(?:@(?:interface|implementation|protocol|property|import|end)\b|#\s*(?:import|include)\s)/m,
    },
    { language: "Mercury", pattern: /^[ \t]*:-\s*(?:module|interface|import_module)\b/m },
    { language: "Wolfram Language", pattern: /^[ \t]*\(\*|:=\s*(?:Module|Block)\[|\[\[\w+\]\]/m },
    { language: "MUF", pattern: /^: \w/m },
    { language: "Limbo", pattern: /^\w+\s*:\s*module\s*\{/m },
    { language: "MATLAB" },
  ],
  ".mm": [XML, { language: "Objective-C++" }],
  ".rs": [
    XML,
    { language: "RenderScript", pattern: /^[ \t]*#\s*(?:pragma\s+(?:version|rs)|include)\b/m },
    { language: "Rust" },
  ],
  ".md": [{ language: "GCC Machine Description", pattern: /^(?:;;|\(define_)/ }, { language: "Markdown" }],
  ".cs": [{ language: "Smalltalk", pattern: /^!\s*\w+\s+(?:class\s+)?methodsFor:/m }, { language: "C#" }],
  ".d": [
    { language: "Makefile", pattern: /^[\w./-]+\.o\s*:/ },
    { language: "DTrace", pattern: /^(?:#!.*dtrace|\w+:\w*:\w*:\w*|#pragma D\b|dtrace:::)/m },
    { language: "D" },
  ],
  ".pl": [
    { language: "Prolog", pattern: /^[a-z]\w*(?:\([^)]*\))?\s*:-|^:-\s*\w/m },
    { language: "Raku", pattern: /^[ \t]*(?:use v6\b|(?:my )?(?:class|role|module) \w)/m },
    { language: "Perl" },
  ],
  ".pm": [
    { language: "Raku", pattern: /^[ \t]*(?:use v6\b|unit (?:module|class)\b)/m },
    { language: "X PixMap", pattern: /^\s*\/\* XPM \*\// },
    { language: "Perl" },
  ],
  ".t": [
    { language: "Raku", pattern: /^[ \t]*use v6\b/m },
    { language: "Perl", pattern: /^[ \t]*(?:use\s+\w|my\s+[$@%])/m },
    { language: "Terra", pattern: /^[ \t]*(?:terra|local)\s/m },
    { language: "Turing" },
  ],
  ".r": [
    { language: "Rebol", pattern: /\bREBOL\s*\[/i },
    { language: "Rez", pattern: /^[ \t]*(?:resource\s+'|#include\s+"(?:Types|SysTypes)\.r)/m },
    { language: "R" },
  ],
  ".v": [
    {
      language: "Rocq Prover",
      pattern: /^[ \t]*(?:Require\b|Theorem\b|Lemma\b|Definition\b|Proof\.|Inductive\b|From\s+\w+\s+Require)/m,
    },
    {
      language: "Verilog",
      pattern: /^[ \t]*(?:module\s+\w+[^{]*[;(]|`(?:timescale|include|define)\b|endmodule\b|always\s*@)/m,
    },
    { language: "V", pattern: /^[ \t]*(?:fn\s|module\s+\w+\s*$|import\s+\w|pub\s)/m },
    { language: "Verilog" },
  ],
  ".fs": [
    {
      language: "GLSL",
      pattern: /^[ \t]*(?:#version\b|precision\s+\w+\s+float|uniform\s|varying\s|void\s+main\s*\()/m,
    },
    { language: "Forth", pattern: /^(?:: \S|\\ )/m },
    { language: "Filterscript", pattern: /^[ \t]*#\s*(?:include|pragma\s+(?:rs|version))\b/m },
    { language: "F#" },
  ],
  ".json": [
    { language: "OASv3-json", pattern: /"openapi"\s*:\s*"3\./ },
    { language: "OASv2-json", pattern: /"swagger"\s*:\s*"2\./ },
    { language: "JSON" },
  ],
  ".yaml": [
    { language: "OASv3-yaml", pattern: /^openapi:\s*["']?3\./m },
    { language: "OASv2-yaml", pattern: /^swagger:\s*["']?2\./m },
    { language: "YAML" },
  ],
  ".yml": [
    { language: "OASv3-yaml", pattern: /^openapi:\s*["']?3\./m },
    { language: "OASv2-yaml", pattern: /^swagger:\s*["']?2\./m },
    { language: "YAML" },
  ],
  ".txt": [
    { language: "Vim Help File", pattern: /^\*\S+\*\s|\bvim:[^\n]*\b(?:ft|filetype)=help\b/ },
    { language: "Adblock Filter List", pattern: /^\[Adblock/i },
    { language: "Text" },
  ],
  ".php": [{ language: "Hack", pattern: /^<\?hh/ }, { language: "PHP" }],
  ".html": [{ language: "Ecmarkup", pattern: /<emu-[a-z]+/ }, { language: "HTML" }],
  ".sql": [
    { language: "PLpgSQL", pattern: /\bLANGUAGE\s+'?plpgsql\b|\$\$\s*(?:DECLARE|BEGIN)\b/i },
    { language: "PLSQL", pattern: /\bVARCHAR2\b|\b(?:PACKAGE|TYPE)\s+BODY\b|%(?:ROW)?TYPE\b/i },
    { language: "TSQL", pattern: /^[ \t]*GO\s*$|\bNVARCHAR\s*\(|\bDECLARE\s+@\w/im },
    { language: "SQL" },
  ],
  ".es": [{ language: "Erlang", pattern: /^(?:%|main\s*\(.*\)\s*->)|^#!.*escript/m }, { language: "JavaScript" }],
  ".ml": [{ language: "Standard ML", pattern: /^[ \t]*(?:structure|functor|signature)\s|=>/m }, { language: "OCaml" }],
  ".cls": [
    { language: "TeX", pattern: /^\s*(?:%|\\(?:NeedsTeXFormat|ProvidesClass))/ },
    { language: "Visual Basic 6.0", pattern: /^VERSION\s+\d/ },
    { language: "ObjectScript", pattern: /^Class\s+[\w.%]+/m },
    { language: "Apex" },
  ],
  ".inc": [
    { language: "PHP", pattern: /^<\?php/ },
    { language: "Pascal", pattern: /^[ \t]*(?:\{\$|procedure\s|unit\s|begin\b)/im },
    { language: "HTML", pattern: /^\s*<[a-z!]/i },
    { language: "C++" },
  ],
  ".properties": [{ language: "INI", pattern: /^[ \t]*\[[^\]]+\]\s*$/m }, { language: "Java Properties" }],
  ".pro": [
    { language: "Proguard", pattern: /^-(?:keep|dontwarn|dontobfuscate|include)\b/m },
    { language: "Prolog", pattern: /^[a-z]\w*(?:\([^)]*\))?\s*:-|^:-\s*\w/m },
    { language: "QMake", pattern: /^[ \t]*(?:TEMPLATE|SOURCES|HEADERS|QT|CONFIG)\s*[+-]?=/m },
    { language: "INI", pattern: /^[ \t]*\[[^\]]+\]\s*$/m },
    { language: "IDL" },
  ],
  ".cl": [
    { language: "Common Lisp", pattern: /^[ \t]*\((?:def|in-package|let)/m },
    { language: "Cool", pattern: /^class\s+\w+\s+(?:inherits\b|\{)/m },
    { language: "OpenCL" },
  ],
  ".lisp": [{ language: "NewLisp", pattern: /^#!.*newlisp|\(context\s+'/m }, { language: "Common Lisp" }],
  ".ex": [
    { language: "Euphoria", pattern: /^[ \t]*(?:include\s+\w+\.e|procedure\s|namespace\s)/m },
    { language: "Elixir" },
  ],
  ".s": [{ language: "Unix Assembly" }],
  ".asm": [{ language: "Assembly" }],
  ".scm": [{ language: "Tree-sitter Query", pattern: /\)\s*@[\w.]+|\(#[a-z-]+[?!]/ }, { language: "Scheme" }],
  ".sol": [{ language: "Gerber Image", pattern: /^[DGMT]\d{2}\*/m }, { language: "Solidity" }],
  ".gs": [{ language: "GLSL", pattern: /^[ \t]*#version\b/m }, { language: "JavaScript" }],
  ".frag": [{ language: "JavaScript", pattern: /^\s*\(?function\b/ }, { language: "GLSL" }],
  ".sc": [
    { language: "SuperCollider", pattern: /^[ \t]*(?:\+|\^this|SynthDef|\w+\s*:\s*\w+\s*\{)/m },
    { language: "Scala" },
  ],
  ".cfg": [{ language: "HAProxy", pattern: /^[ \t]*(?:frontend|backend|listen)\s+\w/m }, { language: "INI" }],
  ".plist": [XML, { language: "XML Property List", pattern: /<plist\b/ }, { language: "OpenStep Property List" }],
  ".spec": [
    { language: "RPM Spec", pattern: /^(?:Name|Version|Summary|%define)\b/m },
    { language: "Ruby", pattern: /^[ \t]*(?:require|describe)\b/m },
    { language: "Python" },
  ],
};

/** Chooses among the languages of an extension by the start of the content; undefined where there is no rule for it. */
export function languageByContent(extension: string, text: string, candidates: readonly string[]): string | undefined {
  const head = text.slice(0, 20_000);
  return RULES[extension]?.find(
    ({ language, pattern }) => candidates.includes(language) && (pattern === undefined || pattern.test(head)),
  )?.language;
}
