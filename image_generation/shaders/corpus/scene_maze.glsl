// title: Mazes
// description: Labyrinths of hedge, stone or painted wall seen from a height or from among them, with long shadows
// tags: scene, maze, walls, shadow

uint scramble(uint x) {
    x = (x ^ (x >> 15)) * 0x6D2F8A35U;
    x = (x ^ (x >> 13)) * 0xA3C59E1BU;
    return x ^ (x >> 16);
}

float rnd(uint s, int n) {
    uint k = s * 0x9C8F2D35U + uint(n) * 0x63D83595U + 0x7F4A7C15U;
    return float(int((k ^ (k >> 15)) * 0x6D2F8A35U >> 8)) / 16777216.0;
}

float hash(ivec2 c, uint s) {
    uint k = uint(c.x) * 0x9C8F2D35U + uint(c.y) * 0x63D835B3U + s * 0x51ED2705U;
    return float(int((k ^ (k >> 15)) * 0x6D2F8A35U >> 8)) / 16777216.0;
}

uint cell(ivec2 c, uint s) {
    return scramble(uint(c.x) * 0x9C8F2D35U + uint(c.y) * 0x63D835B3U + s * 0x51ED2705U);
}

float noise(vec2 p, uint s) {
    vec2 f = floor(p);
    uvec2 c = uvec2(ivec2(f)) * uvec2(0x9C8F2D35U, 0x63D835B3U);
    uvec4 k = c.x + c.y + s * 0x51ED2705U + uvec4(0U, 0x9C8F2D35U, 0x63D835B3U, 0x006762E8U);
    vec4 h = vec4(ivec4((k ^ (k >> 15)) * 0x6D2F8A35U >> 8));
    f = p - f;
    f = f * f * (3.0 - 2.0 * f);
    vec2 m = mix(h.xz, h.yw, f.x);
    return mix(m.x, m.y, f.y) * 5.9604645e-8;
}

float fbm(vec2 p, int octaves, uint s) {
    float a = 0.5, v = 0.0;
    for (int i = 0; i < octaves; i++) {
        v += a * noise(p, s + uint(i));
        p = mat2(1.62, 1.19, -1.19, 1.62) * p;
        a *= 0.5;
    }
    return v / (1.0 - 2.0 * a);
}

vec3 hsv(float h, float s, float v) {
    return v * mix(vec3(1.0), clamp(abs(mod(h * 6.0 + vec3(0.0, 4.0, 2.0), 6.0) - 3.0) - 1.0, 0.0, 1.0), s);
}

vec3 dye(uint s, uint k) {
    float h = rnd(s, 901) + (rnd(s, 902) < 0.4 ? 0.16 : 0.7) * (rnd(k, 903) - 0.5) + (rnd(k, 904) < 0.2 ? 0.5 : 0.0);
    float v = rnd(k, 905);
    return hsv(h, (0.25 + 0.7 * rnd(k, 906)) * (0.5 + 0.5 * rnd(s, 907)) * (1.1 - 0.5 * v), 0.25 + 0.7 * v);
}

vec3 look(vec2 p, vec3 ro, vec3 ta, float zoom) {
    vec3 w = normalize(ta - ro);
    vec3 u = normalize(vec3(-w.z, 0.0, w.x));
    return normalize(p.x * u + p.y * cross(u, w) + zoom * w);
}

vec3 film(vec3 c) {
    c = 1.0 - exp(-1.3 * max(c, 0.0));
    return mix(c, c * c * (3.0 - 2.0 * c), 0.35);
}

uint s;
float high;

float wall(ivec2 c) {
    ivec2 o = c & 1, room = c >> 1;
    if (o.x == 0 && o.y == 0) return 0.0;
    if (o.x == 1 && o.y == 1) return high;
    ivec2 from = room;
    float pick = hash(from, s), open_ = hash(from, s + 1U);
    bool east = pick < 0.5;
    if (open_ < 0.1) return 0.0;
    return (o.x == 1) == east ? 0.0 : high;
}

float march(vec3 ro, vec3 rd, out vec3 n, out ivec2 c) {
    vec2 inv = 1.0 / (rd.xz + vec2(lessThan(abs(rd.xz), vec2(1e-5))) * 1e-4);
    float t = rd.y < 0.0 ? max((high + 0.001 - ro.y) / rd.y, 0.0) : 0.0;
    vec2 g = ro.xz + rd.xz * t, f = floor(g), side = sign(inv), next = t + (f + max(side, 0.0) - g) * inv;
    c = ivec2(f);
    n = vec3(0.0, 1.0, 0.0);
    for (int i = 0; i < 48; i++) {
        float h = wall(c);
        if (ro.y + rd.y * t < h) return t;
        float leave = min(next.x, next.y), y = ro.y + rd.y * leave, top = rd.y < 0.0 ? (h - ro.y) / rd.y : 1e5;
        if (h > 0.0 && top >= t && top < leave) {
            n = vec3(0.0, 1.0, 0.0);
            return top;
        }
        if (rd.y < 0.0 && y < 0.0) break;
        if (y > high && rd.y > 0.0) break;
        t = leave;
        if (next.x < next.y) { n = vec3(-side.x, 0.0, 0.0); c.x += int(side.x); next.x += abs(inv.x); }
        else { n = vec3(0.0, 0.0, -side.y); c.y += int(side.y); next.y += abs(inv.y); }
    }
    return 1e5;
}

void mainImage(out vec4 fragColor, in vec2 fragCoord) {
    vec2 p = (2.0 * fragCoord - iResolution.xy) / iResolution.y;
    s = uint(iTime * 2.6) + 5500U;
    high = 0.8 + 0.9 * rnd(s, 1);
    bool inside = rnd(s, 2) < 0.4;
    float way = 6.28 * rnd(s, 3);
    vec3 ro = vec3(2.0 * floor(40.0 * rnd(s, 4)) + 0.5, inside ? high * 0.75 : 3.0 + 9.0 * rnd(s, 5), 2.0 * floor(40.0 * rnd(s, 6)) + 0.5);
    if (inside) {
        int first = int(4.0 * rnd(s, 3)), quarter = first;
        ivec2 at = ivec2(floor(ro.xz));
        for (int i = 3; i >= 0; i--) {
            int q = (first + i) & 3;
            if (wall(at + ivec2((q & 1) == 0 ? 1 - q : 0, (q & 1) == 1 ? 2 - q : 0)) == 0.0) quarter = q;
        }
        way = 1.5708 * float(quarter) + 0.6 * (rnd(s, 7) - 0.5);
    }
    if (!inside) ro.xz += iTime * 0.5;
    vec3 rd = look(p, ro, ro + vec3(cos(way), inside ? -0.05 : -0.45 - 1.3 * rnd(s, 8), sin(way)), inside ? 0.9 : 1.3 + 0.6 * rnd(s, 9));
    float az = 6.28 * rnd(s, 10);
    vec3 sun = normalize(vec3(cos(az), 0.5 + 0.7 * rnd(s, 11), sin(az)));
    vec3 sky = mix(mix(vec3(0.95), dye(s, s + 1U), 0.4), hsv(0.55 + 0.1 * rnd(s, 12), 0.55, 0.85), clamp(rd.y * 2.0, 0.0, 1.0));
    sky = mix(sky, vec3(1.0), 0.7 * smoothstep(0.5, 0.7, fbm(rd.xz / (abs(rd.y) + 0.15) * 0.8, 4, s)) * step(0.0, rd.y));
    vec3 n, col = sky;
    ivec2 c;
    float t = march(ro, rd, n, c), kind = rnd(s, 13), ground = rd.y < 0.0 ? -ro.y / rd.y : 1e5;
    bool floor_ = ground < t;
    if (floor_) { t = ground; n = vec3(0.0, 1.0, 0.0); }
    if (t < 60.0) {
        vec3 q = ro + rd * t, mat;
        float ao = 1.0;
        if (floor_) {
            c = ivec2(floor(q.xz));
            vec2 f = fract(q.xz), g = fract(q.xz * 2.0);
            float path = rnd(s, 14);
            mat = path < 0.4 ? hsv(0.1, 0.35, 0.7) * (0.75 + 0.4 * noise(q.xz * 18.0, s)) : path < 0.7 ? mix(dye(s, s + 2U), vec3(0.8), ((int(floor(q.x * 2.0)) + int(floor(q.z * 2.0))) & 1) == 0 ? 0.2 : 0.7) : hsv(0.27, 0.5, 0.5) * (0.7 + 0.5 * noise(q.xz * 14.0, s));
            if (path >= 0.4 && path < 0.7) mat *= 1.0 - 0.3 * step(0.46, max(abs(g.x - 0.5), abs(g.y - 0.5)));
            float a = 1.0;
            if (wall(c + ivec2(1, 0)) > 0.0) a = min(a, 1.0 - f.x);
            if (wall(c - ivec2(1, 0)) > 0.0) a = min(a, f.x);
            if (wall(c + ivec2(0, 1)) > 0.0) a = min(a, 1.0 - f.y);
            if (wall(c - ivec2(0, 1)) > 0.0) a = min(a, f.y);
            ao = 0.5 + 0.5 * smoothstep(0.0, 0.45, a);
            uint k = cell(c, s + 5U);
            vec2 o = f - 0.5;
            if (rnd(k, 1) < 0.06) {
                mat = mix(mat, dye(s, k), step(abs(length(o) - 0.25), 0.07) + step(length(o), 0.1));
            }
        } else {
            vec2 uv = abs(n.y) > 0.5 ? q.xz : abs(n.x) > 0.5 ? q.zy : q.xy;
            ao = abs(n.y) > 0.5 ? 1.0 : 0.5 + 0.5 * smoothstep(0.0, 0.7, q.y);
            if (kind < 0.35) {
                float leaf = noise(uv * 13.0, s) * 0.6 + noise(uv * 30.0, s + 1U) * 0.4;
                mat = hsv(0.2 + 0.14 * rnd(s, 15), 0.6, 0.5) * (0.3 + 1.1 * leaf);
                if (hash(ivec2(floor(uv * 9.0)), s) < 0.05 * step(0.5, rnd(s, 16))) mat = dye(s, s + 3U) * 1.3;
                n = normalize(n + 0.7 * (vec3(noise(uv * 16.0, s + 2U), noise(uv * 16.0, s + 3U), noise(uv * 16.0, s + 4U)) - 0.5));
            } else if (kind < 0.65) {
                vec2 b = uv * vec2(2.0, 5.0);
                b.x += 0.5 * mod(floor(b.y), 2.0);
                vec2 j = abs(fract(b) - 0.5);
                mat = mix(dye(s, s + 3U), vec3(0.6, 0.5, 0.42), 0.5) * (0.7 + 0.5 * hash(ivec2(floor(b)), s)) * (0.75 + 0.4 * fbm(uv * 5.0, 3, s));
                mat = mix(mat, vec3(0.75, 0.72, 0.66), smoothstep(0.42, 0.47, max(j.x, j.y)) * 0.8);
            } else {
                uint k = cell(ivec2(c.x >> 1, c.y >> 1), s + 6U);
                mat = abs(n.y) > 0.5 ? vec3(0.92) : rnd(s, 17) < 0.5 ? dye(s, k) : dye(s, s + 4U);
                if (abs(n.y) < 0.5) mat = mix(mat, vec3(0.95), step(abs(q.y - 0.15), 0.05) + step(0.5, rnd(s, 18)) * step(0.8, fract(uv.x * 2.0)) * 0.6);
                mat *= 0.85 + 0.25 * fbm(uv * 3.0, 3, s);
            }
        }
        float lit = max(dot(n, sun), 0.0);
        vec3 n2;
        ivec2 c2;
        vec3 away = floor_ ? vec3(0.0, 0.01, 0.0) : normalize(n) * 0.02;
        if (lit > 0.0 && march(q + away, sun, n2, c2) < 1e4) lit = 0.0;
        col = mat * (1.5 * lit * vec3(1.05, 1.0, 0.9) + (0.42 + 0.18 * n.y + 0.07 * n.x) * ao * vec3(0.85, 0.95, 1.1));
        col = mix(sky, col, exp(-0.0009 * t * t));
    }
    fragColor = vec4(film(col * 1.5), 1.0);
}
