(macro_invocation macro: (identifier) @called (#match? @called "^(debug_)?assert")) @assert
