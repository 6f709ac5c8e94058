// One of several that may be chosen together.
KChoiceRow {
    multiple: true
}
