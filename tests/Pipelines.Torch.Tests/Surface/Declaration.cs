using Microsoft.CodeAnalysis;

namespace Pipelines.Torch.Tests.Surface;

/// <summary>A type or a member as it is declared, in one line.</summary>
internal static class Declaration
{
    private static readonly SymbolDisplayFormat Plain = new(
        SymbolDisplayGlobalNamespaceStyle.Omitted,
        SymbolDisplayTypeQualificationStyle.NameAndContainingTypes,
        SymbolDisplayGenericsOptions.IncludeTypeParameters | SymbolDisplayGenericsOptions.IncludeTypeConstraints
            | SymbolDisplayGenericsOptions.IncludeVariance,
        SymbolDisplayMemberOptions.IncludeAccessibility | SymbolDisplayMemberOptions.IncludeModifiers | SymbolDisplayMemberOptions.IncludeType
            | SymbolDisplayMemberOptions.IncludeParameters | SymbolDisplayMemberOptions.IncludeConstantValue
            | SymbolDisplayMemberOptions.IncludeRef,
        SymbolDisplayDelegateStyle.NameAndSignature,
        SymbolDisplayExtensionMethodStyle.StaticMethod,
        SymbolDisplayParameterOptions.IncludeExtensionThis | SymbolDisplayParameterOptions.IncludeParamsRefOut
            | SymbolDisplayParameterOptions.IncludeType | SymbolDisplayParameterOptions.IncludeName
            | SymbolDisplayParameterOptions.IncludeDefaultValue,
        SymbolDisplayPropertyStyle.ShowReadWriteDescriptor,
        SymbolDisplayLocalOptions.None,
        SymbolDisplayKindOptions.None,
        SymbolDisplayMiscellaneousOptions.UseSpecialTypes | SymbolDisplayMiscellaneousOptions.EscapeKeywordIdentifiers
            | SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier);

    // Here T? is a reference that may be null, T! one that may not be, and T one of which nothing is said.
    private static readonly SymbolDisplayFormat Exact = new(
        Plain.GlobalNamespaceStyle, SymbolDisplayTypeQualificationStyle.NameAndContainingTypesAndNamespaces, Plain.GenericsOptions,
        Plain.MemberOptions, Plain.DelegateStyle, Plain.ExtensionMethodStyle, Plain.ParameterOptions, Plain.PropertyStyle, Plain.LocalOptions,
        Plain.KindOptions,
        Plain.MiscellaneousOptions | SymbolDisplayMiscellaneousOptions.IncludeNotNullableReferenceTypeModifier
            | SymbolDisplayMiscellaneousOptions.ExpandNullable);

    /// <summary>The line as code would have it, for people.</summary>
    public static string Of(ISymbol symbol) => symbol is INamedTypeSymbol type ? OfType(type, Plain) : symbol.ToDisplayString(Plain);

    /// <summary>The line with whole names, and a mark at each reference of whether it may be null.</summary>
    public static string ExactOf(ISymbol symbol) => symbol switch
    {
        INamedTypeSymbol type => OfType(type, Exact),
        IFieldSymbol => symbol.ToDisplayString(Exact),
        // To those who call or override a member, it is one whether it overrides another, and whether it changes its struct.
        _ => symbol.ToDisplayString(Exact).Replace(" override ", " virtual ").Replace(" readonly ", " "),
    };

    /// <summary>The exact line of a method that ends after a number of parameters, where a call may leave the others out.</summary>
    public static string ExactUpTo(ISymbol symbol, int parameters)
    {
        var line = ExactOf(symbol);
        if (symbol is not IMethodSymbol method) return line;
        foreach (var rest in method.Parameters.Skip(parameters).Where(rest => rest.IsOptional))
            line = line.Replace((rest.Ordinal == 0 ? "" : ", ") + rest.ToDisplayString(Exact), "");
        return line;
    }

    /// <summary>The name under which metadata knows a type, such as <c>TorchSharp.torch+nn+Module`2</c>.</summary>
    public static string MetadataName(INamedTypeSymbol type) =>
        (type.ContainingType is { } outer ? MetadataName(outer) + '+' : type.ContainingNamespace.ToDisplayString() + '.') + type.MetadataName;

    private static string OfType(INamedTypeSymbol type, SymbolDisplayFormat format)
    {
        var modifiers = type switch
        {
            { TypeKind: TypeKind.Enum or TypeKind.Delegate or TypeKind.Interface } => "",
            { TypeKind: TypeKind.Struct } => (type.IsReadOnly ? "readonly " : "") + (type.IsRefLikeType ? "ref " : ""),
            { IsStatic: true } => "static ",
            { IsAbstract: true } => "abstract ",
            { IsSealed: true } => "sealed ",
            _ => "",
        };
        var (access, kind) = (type.DeclaredAccessibility.ToString().ToLowerInvariant(), type.TypeKind.ToString().ToLowerInvariant());
        return $"{access} {modifiers}{kind} {type.ToDisplayString(format)}{(type.EnumUnderlyingType is { } under ? $" : {under}" : "")}";
    }
}
