(call_expression function: (identifier) @_called (#match? @_called "^(static_)?assert|^(ASSERT|EXPECT|CHECK)")) @assert
