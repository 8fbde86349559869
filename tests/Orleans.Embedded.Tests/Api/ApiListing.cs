using System.Reflection;

namespace Orleans.Embedded.Tests.Api;

/// <summary>The public API of an assembly in the form of orleans-api.txt, without the assembly names.</summary>
static class ApiListing
{
    const BindingFlags Declared = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    public static IEnumerable<string> Of(Assembly assembly) => assembly.GetExportedTypes().SelectMany(Of);

    static IEnumerable<string> Of(Type type)
    {
        yield return $"{Name(type)} | {Kind(type)}";
        var bases = type.GetInterfaces().Where(i => i.IsVisible).ToList();
        if (type.BaseType is { } parent && parent != typeof(object))
            bases.Add(parent);
        foreach (var one in bases)
            yield return $"{Name(type)} is {one}";
        foreach (var constructor in type.GetConstructors(Declared).Where(static c => !c.IsStatic && IsVisible(c)))
            yield return $"{Name(type)}::.ctor({Parameters(constructor)})";
        foreach (var method in type.GetMethods(Declared).Where(IsVisible))
        {
            var arity = method.IsGenericMethodDefinition ? "`" + method.GetGenericArguments().Length : "";
            yield return $"{Name(type)}::{method.Name}{arity}({Parameters(method)}) : {method.ReturnType}";
        }

        foreach (var field in type.GetFields(Declared).Where(static f => f.IsPublic || f.IsFamily || f.IsFamilyOrAssembly))
            yield return $"{Name(type)}::{field.Name} : {field.FieldType}";
    }

    static string Name(Type type) => type.ToString();

    static string Kind(Type type) => type switch
    {
        { IsInterface: true } => "interface",
        { IsEnum: true } => "enum",
        { IsValueType: true } => "struct",
        _ when typeof(Delegate).IsAssignableFrom(type) => "delegate",
        { IsAbstract: true, IsSealed: true } => "static class",
        { IsAbstract: true } => "abstract class",
        _ => "class",
    };

    static bool IsVisible(MethodBase method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;

    static string Parameters(MethodBase method) => string.Join(", ", method.GetParameters().Select(static p => $"{p.ParameterType} {p.Name}"));
}
