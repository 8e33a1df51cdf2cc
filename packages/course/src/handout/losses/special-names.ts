/** Names that have a meaning in Python between two underscores at each end. */
export const specialNames: ReadonlySet<string> = new Set(
  `abs add aenter aexit aiter all and anext annotations await bases bool builtins bytes cached call
  ceil class class_getitem closure code contains copy debug deepcopy defaults del delattr delete
  delitem dict dir divmod doc enter eq exit file float floor floordiv format func future ge get
  getattr getattribute getitem getnewargs getstate globals gt hash iadd iand ifloordiv ilshift imatmul
  imod import imul index init init_subclass instancecheck int invert ior ipow irshift isub iter
  itruediv ixor kwdefaults le len length_hint loader lshift lt main match_args matmul missing mod
  module mro mul name ne neg new next or package path pos post_init pow prepare qualname radd rand
  rdivmod reduce reduce_ex repr reversed rfloordiv rlshift rmatmul rmod rmul ror round rpow rrshift
  rshift rsub rtruediv rxor self set set_name setattr setitem setstate sizeof slots spec str sub
  subclasscheck subclasses subclasshook traceback truediv trunc version weakref wrapped xor`.split(
    /\s+/,
  ),
);
