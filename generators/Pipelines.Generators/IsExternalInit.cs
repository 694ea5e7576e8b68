namespace System.Runtime.CompilerServices;

/// <summary>What the compiler looks for to allow <c>init</c> accessors; netstandard2.0 lacks it.</summary>
internal static class IsExternalInit;
