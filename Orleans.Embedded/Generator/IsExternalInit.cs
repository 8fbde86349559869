namespace System.Runtime.CompilerServices;

// Records need it; netstandard2.0 does not have it.
static class IsExternalInit;
