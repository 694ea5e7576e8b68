#if NETSTANDARD2_0
namespace System.Runtime.CompilerServices;

/// <summary>What the compiler looks for to allow <c>init</c> accessors; netstandard2.0 lacks it.</summary>
internal static class IsExternalInit;
#else
using System.Runtime.CompilerServices;

// Code compiled against the netstandard2.0 build names the type as this assembly's own, and may run over this build.
[assembly: TypeForwardedTo(typeof(IsExternalInit))]
#endif
