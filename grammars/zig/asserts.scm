(call_expression function: (_) @_called (#match? @_called "(^|[.])(assert|expect)")) @assert
