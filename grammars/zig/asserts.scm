(call_expression function: (_) @called (#match? @called "(^|[.])(assert|expect)")) @assert
