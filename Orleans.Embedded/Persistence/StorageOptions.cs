namespace Orleans.Configuration;

/// <summary>A grain storage in a relational database.</summary>
public class AdoNetGrainStorageOptions
{
    /// <summary>The ADO.NET provider; this host knows "Microsoft.Data.Sqlite" and "Npgsql" (PostgreSQL, whose tables must be there).</summary>
    public string Invariant { get; set; } = "Microsoft.Data.Sqlite";

    public string ConnectionString { get; set; } = "";

    /// <summary>Whether clearing a state deletes its row. Default: false, the row stays, empty, with its version.</summary>
    public bool DeleteStateOnClear { get; set; }

    /// <summary>How states become bytes. Default: as System.Text.Json writes public properties and fields.</summary>
    public Storage.IGrainStorageSerializer? GrainStorageSerializer { get; set; }
}

/// <summary>A grain storage in memory. There is nothing to choose.</summary>
public class MemoryGrainStorageOptions;
