(macro_invocation
  macro: (identifier) @_called
  (#any-of? @_called "print" "println" "eprint" "eprintln" "dbg")) @print
