(call_expression . (identifier) @called (#match? @called "^(assert|require$|check$)")) @assert
