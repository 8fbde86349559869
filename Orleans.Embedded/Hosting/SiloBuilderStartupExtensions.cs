using Microsoft.Extensions.DependencyInjection;
using Orleans.Runtime;

namespace Orleans.Runtime
{
    /// <summary>Something to run when the silo has started, before other services of the host.</summary>
    public interface IStartupTask
    {
        Task Execute(CancellationToken cancellationToken);
    }
}

namespace Orleans.Hosting
{
    /// <summary>Adds start-up tasks; they run one after another by stage.</summary>
    public static class SiloBuilderStartupExtensions
    {
        const int Active = 20_000;

        public static ISiloBuilder AddStartupTask<TStartup>(this ISiloBuilder builder, int stage = Active) where TStartup : class, IStartupTask =>
            builder.AddStartupTask(static (services, token) => ActivatorUtilities.GetServiceOrCreateInstance<TStartup>(services).Execute(token), stage);

        public static ISiloBuilder AddStartupTask(this ISiloBuilder builder, IStartupTask startupTask, int stage = Active) =>
            builder.AddStartupTask((_, token) => startupTask.Execute(token), stage);

        public static ISiloBuilder AddStartupTask(this ISiloBuilder builder, Func<IServiceProvider, CancellationToken, Task> startupTask, int stage = Active)
        {
            builder.Services.AddSingleton(new StartupTask(stage, startupTask));
            return builder;
        }
    }
}
