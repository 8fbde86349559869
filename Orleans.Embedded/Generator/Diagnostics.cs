using Microsoft.CodeAnalysis;

namespace Orleans.Embedded.Generator;

static class Diagnostics
{
    public static readonly DiagnosticDescriptor ReturnType = Error(
        "ORLE001", "A grain method must be asynchronous",
        "'{0}' returns {1}: a grain method returns Task, Task<T>, ValueTask or ValueTask<T> (an observer's method may also return void)");

    public static readonly DiagnosticDescriptor Property = Error(
        "ORLE002", "A grain interface has methods only", "'{0}' is not a method: make it a method that returns a Task");

    public static readonly DiagnosticDescriptor Generic = Error(
        "ORLE003", "Generic grain methods and interfaces are not supported", "'{0}' is generic, which this host does not support: use a concrete type");

    public static readonly DiagnosticDescriptor ByReference = Error(
        "ORLE004", "Parameters go by value", "The parameter '{0}' of '{1}' goes by reference: a call to a grain can only send values");

    public static readonly DiagnosticDescriptor OneWay = Error(
        "ORLE005", "A one-way method has no result", "'{0}' is [OneWay] and returns a value that nobody can receive: return Task or ValueTask");

    public static readonly DiagnosticDescriptor Token = Error(
        "ORLE006", "The cancellation token comes last", "'{0}' takes a CancellationToken that is not its last parameter: move it to the end");

    public static readonly DiagnosticDescriptor Hidden = Error(
        "ORLE007", "Generated code must be able to name the type", "'{0}' is private or protected: make it internal or public");

    static DiagnosticDescriptor Error(string id, string title, string message) =>
        new(id, title, message, "Orleans", DiagnosticSeverity.Error, isEnabledByDefault: true);
}
