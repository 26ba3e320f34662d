(call_expression function: (identifier) @called (#match? @called "^(static_)?assert|^(ASSERT|EXPECT|CHECK)")) @assert
