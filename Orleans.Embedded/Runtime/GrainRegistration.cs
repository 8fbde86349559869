using System.Reflection;

namespace Orleans.Runtime;

/// <summary>Generated code marks its assembly with this, so that the host finds grains without looking at every type.</summary>
[AttributeUsage(AttributeTargets.Assembly)]
sealed class GrainRegistrationAttribute(Type registration) : Attribute
{
    public Type Registration => registration;
}

/// <summary>Implemented by generated code.</summary>
interface IGrainRegistration
{
    void Register(GrainRegistry registry);
}

/// <summary>The grain interfaces and classes of the process.</summary>
sealed class GrainRegistry
{
    static readonly Lazy<GrainRegistry> s_ofProcess = new(Scan);

    public Dictionary<Type, Func<ReferenceShared, IdSpan, GrainReference>> Interfaces { get; } = [];

    public List<Type> Classes { get; } = [];

    public static GrainRegistry OfProcess => s_ofProcess.Value;

    public void AddInterface(Type interfaceType, Func<ReferenceShared, IdSpan, GrainReference> make) => Interfaces[interfaceType] = make;

    public void AddClass(Type grainClass) => Classes.Add(grainClass);

    static GrainRegistry Scan()
    {
        var registry = new GrainRegistry();
        var self = typeof(GrainRegistry).Assembly;
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var pending = new Queue<Assembly>(AppDomain.CurrentDomain.GetAssemblies().Where(static a => !a.IsDynamic));
        Register(registry, self);
        while (pending.TryDequeue(out var assembly))
        {
            var references = assembly.GetReferencedAssemblies();
            if (!seen.Add(assembly.FullName!) || IsFramework(assembly.GetName().Name!))
                continue;
            if (references.Any(name => name.Name == self.GetName().Name))
                Register(registry, assembly);
            // An assembly that nobody has touched yet is not loaded: follow the references.
            foreach (var name in references.Where(name => !IsFramework(name.Name!) && !seen.Contains(name.FullName)))
            {
                if (TryLoad(name) is { } referenced)
                    pending.Enqueue(referenced);
            }
        }

        return registry;
    }

    static bool IsFramework(string name) =>
        name.StartsWith("System", StringComparison.Ordinal) || name.StartsWith("Microsoft", StringComparison.Ordinal) || name is "mscorlib" or "netstandard";

    static Assembly? TryLoad(AssemblyName name)
    {
        try
        {
            return Assembly.Load(name);
        }
        catch (IOException)
        {
            // A reference that is not deployed (a tool, an optional package) holds no grains.
            return null;
        }
    }

    static void Register(GrainRegistry registry, Assembly assembly)
    {
        foreach (var attribute in assembly.GetCustomAttributes<GrainRegistrationAttribute>())
            ((IGrainRegistration)Activator.CreateInstance(attribute.Registration, nonPublic: true)!).Register(registry);
    }
}
