(call_expression
  function: (_) @called
  (#match? @called "(^|[.])debug[.]print$|(^|[.])std(out|err)[.](print|writeAll)$")) @print
