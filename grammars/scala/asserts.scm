(call_expression function: (identifier) @called (#match? @called "^(assert|require$)")) @assert
