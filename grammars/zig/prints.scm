(call_expression
  function: (_) @_called
  (#match? @_called "(^|[.])debug[.]print$|(^|[.])std(out|err)[.](print|writeAll)$")) @print
