using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Orleans.Embedded.Generator;

/// <summary>Generates what calls need at run time for the grain interfaces and classes of a project.</summary>
[Generator]
public sealed class GrainGenerator : IIncrementalGenerator
{
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        var models = context.SyntaxProvider.CreateSyntaxProvider(
                static (node, _) => node is InterfaceDeclarationSyntax or ClassDeclarationSyntax { BaseList: not null },
                static (syntax, token) => syntax.SemanticModel.GetDeclaredSymbol(syntax.Node, token) is INamedTypeSymbol type ? Reader.Read(type, token) : null)
            .Where(static model => model is not null)
            .Select(static (model, _) => model!);

        // A partial type is seen once for each part.
        var all = models.Collect().Select(static (found, _) => new Items<GrainModel>(found.GroupBy(static m => m.FullName).Select(static g => g.First())));

        context.RegisterSourceOutput(all, static (output, found) =>
        {
            if (found.Array.Length == 0)
                return;
            foreach (var model in found.Array)
            {
                foreach (var problem in model.Problems.Array)
                    output.ReportDiagnostic(Diagnostic.Create(problem.Descriptor, problem.Location, problem.First, problem.Second));
                if (model.IsInterface && model.Problems.Array.Length == 0)
                    output.AddSource($"{model.SafeName}.g.cs", Emitter.Proxy(model));
            }

            output.AddSource("Registration.g.cs", Emitter.Registration(found.Array.Where(static m => m.Problems.Array.Length == 0)));
        });
    }
}
