[(block) (class_body) (enum_class_body) (lambda_literal) (when_expression)] @nesting
