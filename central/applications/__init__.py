"""Applications (申请): a terminal's job becomes a case of the item that it names, and its query code shows how the case stands."""
