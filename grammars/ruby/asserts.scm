(call method: (identifier) @_called (#match? @_called "^(assert|refute|expect)")) @assert
