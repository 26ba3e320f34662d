(function_item
  body: (block "{" . (line_comment)* . (expression_statement (return_expression)) . "}")) @definition.returning
; The expression that stands for it, those aside that run further ones
(function_item
  body: (block
    "{"
    .
    (line_comment)*
    .
    [
      (identifier)
      (self)
      (_literal)
      (field_expression)
      (call_expression)
      (macro_invocation)
      (reference_expression)
      (unary_expression)
      (binary_expression)
      (struct_expression)
      (scoped_identifier)
    ]
    .
    "}")) @definition.returning
