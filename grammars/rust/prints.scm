(macro_invocation
  macro: (identifier) @called
  (#any-of? @called "print" "println" "eprint" "eprintln" "dbg")) @print
