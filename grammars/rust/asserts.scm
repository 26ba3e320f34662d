(macro_invocation macro: (identifier) @_called (#match? @_called "^(debug_)?assert")) @assert
