using System.Globalization;
using System.Text.Json;
using Dapper;
using Grains.Interfaces.Baskets;

namespace Grains.Storage;

/// <summary>The baskets of this service. Errors as in <see cref="IOrderStore"/>.</summary>
interface IBasketStore
{
    Task<BasketRecord?> Find(string owner, string key);

    Task<BasketRecord?> FindById(string id);

    /// <summary>False when the identity is already there; nothing was written then.</summary>
    Task<bool> Insert(BasketRecord basket);

    /// <summary>False when the stored version is not <paramref name="basket"/>'s minus one; nothing was written then.</summary>
    Task<bool> Update(BasketRecord basket);

    /// <summary>Owner and key of every basket that is not done.</summary>
    Task<IReadOnlyList<(string Owner, string Key)>> Live();

    /// <summary>One page of owner and key, newest first.</summary>
    Task<(IReadOnlyList<(string Owner, string Key)> Baskets, string? Next)> List(string? owner, int limit, string? cursor);
}

sealed class BasketStore(TickerDatabase database) : IBasketStore
{
    const int MaxPage = 500;

    const string Select =
        """
        SELECT seq AS Seq, id AS Id, owner AS Owner, idempotency_key AS IdempotencyKey, account AS Account, payload_hash AS PayloadHash, request AS Request,
               phase AS Phase, message AS Message, margin AS Margin, place_by AS PlaceBy, created_at AS CreatedAt, updated_at AS UpdatedAt, version AS Version
        FROM baskets
        """;

    const string InsertRow =
        """
        INSERT INTO baskets (id, owner, idempotency_key, account, payload_hash, request, phase, message, margin, place_by, created_at, updated_at, version)
        VALUES (@Id, @Owner, @IdempotencyKey, @Account, @PayloadHash, @Request, @Phase, @Message, @Margin, @PlaceBy, @CreatedAt, @UpdatedAt, @Version)
        ON CONFLICT (owner, idempotency_key) DO NOTHING
        """;

    const string UpdateRow = "UPDATE baskets SET phase = @Phase, message = @Message, updated_at = @UpdatedAt, version = @Version WHERE id = @Id AND version = @Version - 1";

    /// <summary>Word for word the condition of the index <c>baskets_live</c>.</summary>
    const string IsLive = "phase NOT IN ('complete', 'rolled_back', 'cancelled')";

    public Task<BasketRecord?> Find(string owner, string key) => One("WHERE owner = @owner AND idempotency_key = @key", new { owner, key });

    public Task<BasketRecord?> FindById(string id) => One("WHERE id = @id", new { id });

    public Task<bool> Insert(BasketRecord basket) => Write(InsertRow, basket);

    public Task<bool> Update(BasketRecord basket) => Write(UpdateRow, basket);

    public Task<IReadOnlyList<(string Owner, string Key)>> Live() => database.ReadAsync<IReadOnlyList<(string, string)>>(connection =>
        connection.Query<(string, string)>($"SELECT owner, idempotency_key FROM baskets WHERE {IsLive} ORDER BY seq").AsList());

    public Task<(IReadOnlyList<(string Owner, string Key)> Baskets, string? Next)> List(string? owner, int limit, string? cursor)
    {
        var take = Math.Clamp(limit, 1, MaxPage);
        var before = long.TryParse(cursor, NumberStyles.None, CultureInfo.InvariantCulture, out var seq) ? seq : long.MaxValue;
        return database.ReadAsync<(IReadOnlyList<(string, string)>, string?)>(connection =>
        {
            var rows = connection.Query<(string Owner, string Key, long Seq)>(
                "SELECT owner, idempotency_key, seq FROM baskets WHERE (@owner IS NULL OR owner = @owner) AND seq < @before ORDER BY seq DESC LIMIT @rows",
                new { owner, before, rows = take + 1 }).AsList();
            var next = rows.Count > take ? rows[take - 1].Seq.ToString(CultureInfo.InvariantCulture) : null;
            return ([.. rows.Take(take).Select(r => (r.Owner, r.Key))], next);
        });
    }

    Task<bool> Write(string sql, BasketRecord basket)
    {
        var row = BasketRow.From(basket);
        return database.WriteAsync(connection => connection.Execute(sql, row) == 1);
    }

    Task<BasketRecord?> One(string where, object parameters) => database.ReadAsync(connection =>
        connection.QueryFirstOrDefault<BasketRow>($"{Select} {where}", parameters)?.ToRecord());

    sealed class BasketRow
    {
        public long Seq { get; set; }
        public string Id { get; set; } = "";
        public string Owner { get; set; } = "";
        public string IdempotencyKey { get; set; } = "";
        public string Account { get; set; } = "";
        public string PayloadHash { get; set; } = "";
        public string Request { get; set; } = "";
        public string Phase { get; set; } = "";
        public string? Message { get; set; }
        public string? Margin { get; set; }
        public string PlaceBy { get; set; } = "";
        public string CreatedAt { get; set; } = "";
        public string UpdatedAt { get; set; } = "";
        public long Version { get; set; }

        public static BasketRow From(BasketRecord basket) => new()
        {
            Id = basket.Id,
            Owner = basket.Owner,
            IdempotencyKey = basket.Key,
            Account = basket.Account,
            PayloadHash = basket.PayloadHash,
            Request = JsonSerializer.Serialize(basket.Request, Columns.Json),
            Phase = JsonNamingPolicy.SnakeCaseLower.ConvertName(basket.Phase.ToString()),
            Message = basket.Message,
            Margin = Columns.Money(basket.Margin),
            PlaceBy = Columns.Time(basket.PlaceBy),
            CreatedAt = Columns.Time(basket.CreatedAt),
            UpdatedAt = Columns.Time(basket.UpdatedAt),
            Version = basket.Version,
        };

        public BasketRecord ToRecord() => new()
        {
            Seq = Seq,
            Id = Id,
            Owner = Owner,
            Key = IdempotencyKey,
            Account = Account,
            PayloadHash = PayloadHash,
            Request = JsonSerializer.Deserialize<BasketRequest>(Request, Columns.Json)!,
            Phase = Enum.TryParse<BasketPhase>(Phase.Replace("_", "", StringComparison.Ordinal), ignoreCase: true, out var phase)
                ? phase
                : throw new InvalidDataException($"The database holds the basket state '{Phase}', which this build does not know: run the build that wrote it."),
            Message = Message,
            Margin = Columns.ToMoney(Margin),
            PlaceBy = Columns.ToTime(PlaceBy),
            CreatedAt = Columns.ToTime(CreatedAt),
            UpdatedAt = Columns.ToTime(UpdatedAt),
            Version = Version,
        };
    }
}
