using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;

namespace Orleans.Embedded.Generator;

/// <summary>Reads grain interfaces and grain classes from symbols.</summary>
static class Reader
{
    static readonly SymbolDisplayFormat s_full = SymbolDisplayFormat.FullyQualifiedFormat.WithMiscellaneousOptions(
        SymbolDisplayMiscellaneousOptions.UseSpecialTypes | SymbolDisplayMiscellaneousOptions.EscapeKeywordIdentifiers
        | SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier);

    // typeof() does not take nullable annotations.
    static readonly SymbolDisplayFormat s_plain = SymbolDisplayFormat.FullyQualifiedFormat;

    public static GrainModel? Read(INamedTypeSymbol type, CancellationToken token)
    {
        if (type.TypeKind == TypeKind.Interface)
            return IsAddressable(type) && !IsMarker(type) ? ReadInterface(type, token) : null;
        if (type.TypeKind != TypeKind.Class || type.IsAbstract || type.IsGenericType || !Implements(type, "Orleans.IGrainBase") || !Implements(type, "Orleans.IGrain"))
            return null;
        return new GrainModel(Full(type), Safe(type), false, new([]), new(Hidden(type)));
    }

    static GrainModel ReadInterface(INamedTypeSymbol type, CancellationToken token)
    {
        var problems = new List<Problem>(Hidden(type));
        if (type.IsGenericType)
            problems.Add(new(Diagnostics.Generic, Place(type), type.Name, ""));
        var observer = Implements(type, "Orleans.IGrainObserver");
        var methods = new List<Method>();
        foreach (var member in type.AllInterfaces.Insert(0, type).SelectMany(static i => i.GetMembers()))
        {
            token.ThrowIfCancellationRequested();
            if (member.IsStatic || (member is IMethodSymbol { MethodKind: not MethodKind.Ordinary }))
                continue;
            if (member is not IMethodSymbol method)
                problems.Add(new(Diagnostics.Property, Place(member), Qualified(member), ""));
            else if (ReadMethod(method, observer, problems) is { } read)
                methods.Add(read);
        }

        return new GrainModel(Full(type), Safe(type), true, new(methods), new(problems));
    }

    static Method? ReadMethod(IMethodSymbol method, bool observer, List<Problem> problems)
    {
        var before = problems.Count;
        var kind = Kind(method.ReturnType);
        if (kind is null || (kind == ReturnKind.Void && !observer))
            problems.Add(new(Diagnostics.ReturnType, Place(method), Qualified(method), method.ReturnType.ToDisplayString()));
        if (method.IsGenericMethod)
            problems.Add(new(Diagnostics.Generic, Place(method), Qualified(method), ""));
        foreach (var parameter in method.Parameters)
        {
            if (parameter.RefKind != RefKind.None)
                problems.Add(new(Diagnostics.ByReference, Place(method), parameter.Name, Qualified(method)));
            if (IsToken(parameter) && parameter.Ordinal != method.Parameters.Length - 1)
                problems.Add(new(Diagnostics.Token, Place(method), Qualified(method), ""));
        }

        var oneWay = Has(method, "Orleans.Concurrency.OneWayAttribute") || kind == ReturnKind.Void;
        if (oneWay && kind is ReturnKind.TaskOf or ReturnKind.ValueTaskOf && Has(method, "Orleans.Concurrency.OneWayAttribute"))
            problems.Add(new(Diagnostics.OneWay, Place(method), Qualified(method), ""));
        if (problems.Count > before)
            return null;

        var options = new List<string>();
        if (oneWay)
            options.Add("OneWay");
        if (Has(method, "Orleans.Concurrency.ReadOnlyAttribute"))
            options.Add("ReadOnly");
        if (Has(method, "Orleans.Concurrency.AlwaysInterleaveAttribute"))
            options.Add("AlwaysInterleave");
        var result = kind is ReturnKind.TaskOf or ReturnKind.ValueTaskOf ? ((INamedTypeSymbol)method.ReturnType).TypeArguments[0].ToDisplayString(s_full) : "";
        return new Method(
            method.Name, method.ContainingType.ToDisplayString(s_plain), method.ReturnType.ToDisplayString(s_full), result, kind!.Value,
            new(method.Parameters.Select(static p => new Parameter(p.Type.ToDisplayString(s_full), p.Type.ToDisplayString(s_plain), IsToken(p)))),
            string.Join(" | ", options.Select(static o => "global::Orleans.Runtime.MethodOptions." + o)), oneWay, Timeout(method) ?? Timeout(method.ContainingType));
    }

    static ReturnKind? Kind(ITypeSymbol type) => type.OriginalDefinition.ToDisplayString() switch
    {
        "void" => ReturnKind.Void,
        "System.Threading.Tasks.Task" => ReturnKind.Task,
        "System.Threading.Tasks.Task<TResult>" => ReturnKind.TaskOf,
        "System.Threading.Tasks.ValueTask" => ReturnKind.ValueTask,
        "System.Threading.Tasks.ValueTask<TResult>" => ReturnKind.ValueTaskOf,
        _ => null,
    };

    static bool IsToken(IParameterSymbol parameter) => parameter.Type.ToDisplayString() == "System.Threading.CancellationToken";

    static bool IsAddressable(INamedTypeSymbol type) => Implements(type, "Orleans.IGrain") || Implements(type, "Orleans.IGrainObserver");

    // The key interfaces have no methods and are never asked for as references of their own.
    static bool IsMarker(INamedTypeSymbol type) =>
        type.ToDisplayString() is "Orleans.IGrainWithStringKey" or "Orleans.IGrainWithIntegerKey" or "Orleans.IGrainWithGuidKey"
            or "Orleans.IGrainWithIntegerCompoundKey" or "Orleans.IGrainWithGuidCompoundKey";

    static bool Implements(INamedTypeSymbol type, string name) => type.AllInterfaces.Any(i => i.ToDisplayString() == name);

    static bool Has(ISymbol symbol, string attribute) => symbol.GetAttributes().Any(a => a.AttributeClass?.ToDisplayString() == attribute);

    static string? Timeout(ISymbol symbol) =>
        symbol.GetAttributes().FirstOrDefault(static a => a.AttributeClass?.ToDisplayString() == "Orleans.ResponseTimeoutAttribute")?.ConstructorArguments[0].Value as string;

    static IEnumerable<Problem> Hidden(INamedTypeSymbol type)
    {
        for (var part = type; part is not null; part = part.ContainingType)
        {
            if (part.DeclaredAccessibility is Accessibility.Private or Accessibility.Protected or Accessibility.ProtectedAndInternal)
                yield return new(Diagnostics.Hidden, Place(part), part.Name, "");
        }
    }

    static Location? Place(ISymbol symbol) => symbol.Locations.FirstOrDefault();

    static string Qualified(ISymbol member) => member.ContainingType.Name + "." + member.Name;

    static string Full(INamedTypeSymbol type) => type.ToDisplayString(s_plain);

    static string Safe(INamedTypeSymbol type) => new(type.ToDisplayString().Select(static c => char.IsLetterOrDigit(c) ? c : '_').ToArray());
}
