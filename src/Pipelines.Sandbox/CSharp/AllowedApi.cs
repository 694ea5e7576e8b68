namespace Pipelines.Sandbox;

/// <summary>
/// What answers may use: values, collections, queries, texts, numbers, dates. No files, network, processes, threads, reflection, or
/// anything
/// that reaches memory or the process.
/// </summary>
internal static class AllowedApi
{
    private static readonly HashSet<string> Namespaces =
    [
        "System.Collections", "System.Collections.Generic", "System.Collections.Immutable", "System.Collections.ObjectModel",
        "System.Globalization", "System.Linq", "System.Text", "System.Text.RegularExpressions", "System.Threading.Tasks",
    ];

    private static readonly HashSet<string> Types =
    [
        .. Of("System", """
            Action ArgumentException ArgumentNullException ArgumentOutOfRangeException ArithmeticException Array ArraySegment`1
            AsyncCallback Attribute AttributeTargets AttributeUsageAttribute BitConverter Boolean Buffer Byte Char CharEnumerator
            Comparison`1 Converter`2 Convert DateOnly DateTime DateTimeKind DateTimeOffset DayOfWeek Decimal Delegate DivideByZeroException
            Double Enum EventArgs EventHandler EventHandler`1 Exception FlagsAttribute FormatException FormattableString Func Guid Half
            HashCode
            IAsyncDisposable IAsyncResult ICloneable IComparable IComparable`1 ICustomFormatter IConvertible IDisposable IEquatable`1
            IFormatProvider IFormattable IParsable`1 ISpanFormattable ISpanParsable`1 Index IndexOutOfRangeException Int128 Int16 Int32
            Int64
            IntPtr InvalidCastException InvalidOperationException Lazy`1 MathF Math Memory`1 MemoryExtensions MidpointRounding
            MulticastDelegate
            NotFiniteNumberException NotImplementedException NotSupportedException NullReferenceException Nullable Nullable`1 Object
            ObsoleteAttribute OperationCanceledException OverflowException ParamArrayAttribute Predicate`1 Random Range ReadOnlyMemory`1
            ReadOnlySpan`1 SByte Single Span`1 StackOverflowException String StringComparer StringComparison StringSplitOptions
            TimeOnly TimeSpan TimeoutException Tuple TypeCode UInt128 UInt16 UInt32 UInt64 UIntPtr ValueTuple ValueType Version Void
            RuntimeFieldHandle RuntimeTypeHandle Type Environment Activator Console
            """),
        .. Of("System.Collections.Concurrent", "ConcurrentBag`1 ConcurrentDictionary`2 ConcurrentQueue`1 ConcurrentStack`1"),
        // Not its vectors, which read and write beyond the ends of arrays.
        .. Of("System.Numerics", """
            BigInteger BitOperations Complex IAdditionOperators`3 IAdditiveIdentity`2 IBinaryInteger`1 IBinaryNumber`1 IBitwiseOperators`3
            IComparisonOperators`3 IDecrementOperators`1 IDivisionOperators`3 IEqualityOperators`3 IExponentialFunctions`1 IFloatingPoint`1
            IFloatingPointIeee754`1 IIncrementOperators`1 IMinMaxValue`1 IModulusOperators`3 IMultiplicativeIdentity`2 IMultiplyOperators`3
            INumber`1 INumberBase`1 IPowerFunctions`1 IRootFunctions`1 IShiftOperators`3 ISignedNumber`1 ISubtractionOperators`3
            IUnaryNegationOperators`2 IUnaryPlusOperators`2 IUnsignedNumber`1
            """),
        .. Of("System.Threading", "CancellationToken CancellationTokenSource Interlocked Lock Lock+Scope Monitor Volatile"),
        .. Of("System.Diagnostics", """
            DebuggableAttribute DebuggableAttribute+DebuggingModes DebuggerBrowsableAttribute DebuggerBrowsableState
            DebuggerHiddenAttribute DebuggerStepThroughAttribute DebuggerDisplayAttribute
            """),
        .. Of("System.Diagnostics.CodeAnalysis", """
            AllowNullAttribute DisallowNullAttribute MaybeNullAttribute MaybeNullWhenAttribute NotNullAttribute NotNullIfNotNullAttribute
            NotNullWhenAttribute DoesNotReturnAttribute SetsRequiredMembersAttribute SuppressMessageAttribute UnscopedRefAttribute
            """),
        .. Of("System.Reflection", "DefaultMemberAttribute MemberInfo"),
        .. Of("System.Runtime.InteropServices", "InAttribute CollectionsMarshal"),
        // What the compiler calls on behalf of the language.
        .. Of("System.Runtime.CompilerServices", """
            AsyncIteratorMethodBuilder AsyncIteratorStateMachineAttribute AsyncMethodBuilderAttribute AsyncStateMachineAttribute
            AsyncTaskMethodBuilder AsyncTaskMethodBuilder`1 AsyncValueTaskMethodBuilder AsyncValueTaskMethodBuilder`1 AsyncVoidMethodBuilder
            CallerArgumentExpressionAttribute CallerMemberNameAttribute CompilationRelaxationsAttribute CompilerFeatureRequiredAttribute
            CompilerGeneratedAttribute ConfiguredTaskAwaitable CollectionBuilderAttribute DefaultInterpolatedStringHandler
            ExtensionAttribute
            FixedBufferAttribute IAsyncStateMachine InlineArrayAttribute InterpolatedStringHandlerAttribute
            InterpolatedStringHandlerArgumentAttribute IsByRefLikeAttribute IsExternalInit IsReadOnlyAttribute IsUnmanagedAttribute
            IteratorStateMachineAttribute MethodImplAttribute NullableAttribute NullableContextAttribute NullablePublicOnlyAttribute
            ParamCollectionAttribute PreserveBaseOverridesAttribute RefSafetyRulesAttribute RequiredMemberAttribute
            RequiresLocationAttribute
            RuntimeCompatibilityAttribute RuntimeHelpers ScopedRefAttribute StrongBox`1 SwitchExpressionException TaskAwaiter TaskAwaiter`1
            TupleElementNamesAttribute ValueTaskAwaiter ValueTaskAwaiter`1 YieldAwaitable YieldAwaitable+YieldAwaiter MethodImplOptions
            OverloadResolutionPriorityAttribute
            """),
    ];

    /// <summary>Types of which a few members are allowed and no others. <c>&lt;T&gt;</c> marks one that has to be generic.</summary>
    private static readonly Dictionary<string, string[]> Members = new()
    {
        ["System.Activator"] = ["CreateInstance<T>"], // new T()
        ["System.Console"] = ["Write", "WriteLine"],
        ["System.Environment"] = ["get_NewLine", "get_CurrentManagedThreadId"], // iterators ask for the thread
        ["System.Type"] = ["GetTypeFromHandle", "get_FullName", "op_Equality", "op_Inequality"],
        ["System.Reflection.MemberInfo"] = ["get_Name"],
        ["System.Delegate"] = ["Combine", "Remove", "op_Equality", "op_Inequality"],
        ["System.Runtime.CompilerServices.RuntimeHelpers"] =
            ["InitializeArray", "CreateSpan<T>", "GetSubArray<T>", "EnsureSufficientExecutionStack", "IsReferenceOrContainsReferences<T>"],
        ["System.Runtime.InteropServices.CollectionsMarshal"] = ["AsSpan<T>", "SetCount<T>"], // [.. list]
        ["System.RuntimeTypeHandle"] = [],
        ["System.RuntimeFieldHandle"] = [],
    };

    /// <summary>Whether a type may be named. A nested type may where the type around it may.</summary>
    public static bool Allows(string type)
    {
        var outer = type.Split('+')[0];
        var space = outer.LastIndexOf('.') is var dot and >= 0 ? outer[..dot] : "";
        return Namespaces.Contains(space) || Types.Contains(outer) || Types.Contains(type)
            || (Types.Contains(outer.Split('`')[0]) && IsDelegateOrTuple(outer));
    }

    /// <summary>Whether a member of an allowed type may be named.</summary>
    public static bool Allows(string type, string member, bool generic) =>
        !Members.TryGetValue(type, out var few) || few.Contains(generic ? member + "<T>" : member);

    /// <summary>Whether the compiler itself declares such a type in what it compiles.</summary>
    public static bool IsFromCompiler(string space, string type) =>
        (space == "System.Runtime.CompilerServices" && type is "NullableAttribute" or "NullableContextAttribute"
            or "NullablePublicOnlyAttribute" or "RefSafetyRulesAttribute" or "IsUnmanagedAttribute" or "ScopedRefAttribute"
            or "ParamCollectionAttribute" or "IsByRefLikeAttribute")
        || (space == "Microsoft.CodeAnalysis" && type == "EmbeddedAttribute");

    // Func`3, Action`2, Tuple`4, ValueTuple`2: one name for every number of parameters.
    private static bool IsDelegateOrTuple(string type) => type.StartsWith("System.Func`", StringComparison.Ordinal)
        || type.StartsWith("System.Action`", StringComparison.Ordinal) || type.StartsWith("System.Tuple`", StringComparison.Ordinal)
        || type.StartsWith("System.ValueTuple`", StringComparison.Ordinal);

    private static IEnumerable<string> Of(string space, string types) =>
        types.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Select(type => $"{space}.{type}");
}
