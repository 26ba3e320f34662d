[(function_item) (function_signature_item)] @definition
([(line_comment (doc_comment)) (block_comment (doc_comment))]
  .
  (attribute_item)*
  .
  [(function_item) (function_signature_item)] @definition.documented)
