[(block) (keyframe_block_list)] @nesting
