; `return x` or the expression that stands for it, those aside that run further ones
(_
  body: (body_statement
    .
    [
      (return)
      (identifier)
      (constant)
      (instance_variable)
      (call)
      (binary)
      (unary)
      (element_reference)
      (string)
      (simple_symbol)
      (integer)
      (float)
      (true)
      (false)
      (nil)
      (array)
      (hash)
    ]
    .)) @definition.returning
