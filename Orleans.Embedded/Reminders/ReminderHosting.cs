using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Orleans.Configuration;
using Orleans.Runtime;

namespace Orleans.Configuration
{
    /// <summary>Reminders in a relational database.</summary>
    public class AdoNetReminderTableOptions
    {
        /// <summary>The ADO.NET provider; this host knows "Microsoft.Data.Sqlite" and "Npgsql" (PostgreSQL, whose tables must be there).</summary>
        public string Invariant { get; set; } = "Microsoft.Data.Sqlite";

        public string ConnectionString { get; set; } = "";
    }
}

namespace Orleans.Hosting
{
    /// <summary>Adds reminders that live as long as the process.</summary>
    public static class SiloBuilderReminderMemoryExtensions
    {
        public static ISiloBuilder UseInMemoryReminderService(this ISiloBuilder builder)
        {
            builder.Services.TryAddSingleton<IReminderTable, NoReminderTable>();
            builder.Services.TryAddSingleton<ReminderService>();
            return builder;
        }
    }

    /// <summary>Adds reminders that survive a restart.</summary>
    public static class SiloBuilderReminderExtensions
    {
        /// <summary>Before start-up tasks: what they register must find what there is.</summary>
        const int BeforeStartupTasks = 0;

        public static ISiloBuilder UseAdoNetReminderService(this ISiloBuilder builder, Action<AdoNetReminderTableOptions> configureOptions)
        {
            builder.Services.Configure(configureOptions);
            builder.Services.AddSingleton<IReminderTable, AdoNetReminderTable>();
            builder.Services.TryAddSingleton<ReminderService>();
            builder.Services.AddSingleton(new StartupTask(BeforeStartupTasks, static (services, _) => services.GetRequiredService<ReminderService>().Load()));
            return builder;
        }
    }
}
