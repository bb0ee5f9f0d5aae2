// title: Hexagon World
// description: Six-sided columns of grass, sand, rock, snow, water and towns, seen at a slant with long shadows
// tags: scene, hexagons, columns, world

uint scramble(uint x) {
    x = (x ^ (x >> 15)) * 0x6D2F8A35U;
    x = (x ^ (x >> 13)) * 0xA3C59E1BU;
    return x ^ (x >> 16);
}

float rnd(uint s, int n) {
    uint k = s * 0x9C8F2D35U + uint(n) * 0x63D83595U + 0x7F4A7C15U;
    return float(int((k ^ (k >> 15)) * 0x6D2F8A35U >> 8)) / 16777216.0;
}

vec3 rnd3(uint s, int n) {
    uint k = s * 0x9C8F2D35U + uint(n) * 0x63D83595U + 0x2545F491U;
    k = (k ^ (k >> 15)) * 0x6D2F8A35U;
    k = (k ^ (k >> 13)) * 0xA3C59E1BU;
    return vec3(ivec3(k >> 22, (k >> 12) & 1023U, (k >> 2) & 1023U)) / 1023.0;
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

mat2 rot(float a) {
    float c = cos(a), s = sin(a);
    return mat2(c, s, -s, c);
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
float tall;

vec4 hexa(vec2 p) {
    vec2 r = vec2(1.0, 1.7320508), h = 0.5 * r;
    vec2 a = mod(p, r) - h, b = mod(p - h, r) - h;
    vec2 g = dot(a, a) < dot(b, b) ? a : b;
    return vec4(g, p - g);
}

float height(vec2 c) {
    float h = 1.9 * fbm(c * 0.16, 3, s) * fbm(c * 0.16, 3, s) + 0.25 * hash(ivec2(floor(c * 2.0 + 0.5)), s);
    return max(floor(h * tall * 5.0) / 5.0, 0.35);
}

void mainImage(out vec4 fragColor, in vec2 fragCoord) {
    vec2 p = (2.0 * fragCoord - iResolution.xy) / iResolution.y;
    s = uint(iTime * 2.4) + 8800U;
    tall = 1.4 + 2.0 * rnd(s, 1);
    float way = 6.28 * rnd(s, 2);
    vec3 ro = vec3(60.0 * rnd(s, 3), 3.6 + 3.0 * rnd(s, 4), 60.0 * rnd(s, 5) + 0.8 * iTime);
    vec3 rd = look(rot(0.15 * (rnd(s, 6) - 0.5)) * p, ro, ro + vec3(cos(way), -0.5 - 0.7 * rnd(s, 7), sin(way)), 1.2 + 1.0 * rnd(s, 8));
    float az = 6.28 * rnd(s, 9);
    vec3 sun = normalize(vec3(cos(az), 0.5 + 0.5 * rnd(s, 10), sin(az))), sky = mix(mix(vec3(0.95, 0.9, 0.85), dye(s, s + 1U), 0.4), hsv(0.57, 0.5, 0.8), clamp(rd.y * 2.0 + 0.3, 0.0, 1.0));
    vec3 dirs[3];
    dirs[0] = vec3(1.0, 0.0, 0.0);
    dirs[1] = vec3(0.5, 0.0, 0.8660254);
    dirs[2] = vec3(-0.5, 0.0, 0.8660254);
    vec3 at = vec3(0.0), n = vec3(0.0, 1.0, 0.0);
    float t = 0.0, lit = 1.0, found = 0.0;
    vec2 cellAt = vec2(0.0);
    vec3 o = ro, d = rd;
    for (int leg = 0; leg < 2; leg++) {
        float w = leg == 0 ? max((tall * 2.2 - o.y) / min(d.y, -1e-3), 0.0) : 0.0;
        vec3 wall = vec3(0.0, 1.0, 0.0);
        bool hit = false;
        for (int i = 0; i < 30; i++) {
            vec3 q = o + d * (w + 1e-3);
            vec4 h = hexa(q.xz);
            float top = height(h.zw), out_ = 1e4;
            vec3 side = wall;
            for (int j = 0; j < 3; j++) {
                float v = dot(d, dirs[j]), x = dot(vec3(h.x, 0.0, h.y), dirs[j]), tt = (0.5 * sign(v) - x) / (abs(v) < 1e-5 ? 1e-5 : v);
                if (tt < out_) { out_ = tt; side = -sign(v) * dirs[j]; }
            }
            if (q.y < top) { hit = true; cellAt = h.zw; break; }
            float roof = d.y < 0.0 ? (top - q.y) / d.y : 1e4;
            if (roof < out_) { w += roof; wall = vec3(0.0, 1.0, 0.0); hit = true; cellAt = h.zw; break; }
            w += max(out_, 0.0) + 1e-3;
            wall = side;
            if (d.y > 0.0 && q.y > tall * 2.2) break;
        }
        if (leg == 0) {
            if (!hit) break;
            found = 1.0;
            t = w;
            at = o + d * w;
            n = wall;
            lit = max(dot(n, sun), 0.0);
            o = at + n * 0.01 + vec3(0.0, 0.002, 0.0);
            d = sun;
        } else if (hit) lit = 0.0;
        if (leg == 0) ro = vec3(cellAt.x, height(cellAt), cellAt.y);
    }
    vec3 col = sky;
    if (found > 0.5) {
        vec4 h = vec4(at.xz - ro.xz, ro.xz);
        uint k = cell(ivec2(floor(h.zw * 2.0 + 0.5)), s);
        float level = ro.y / tall, rim = 0.5 - max(abs(h.x), max(abs(dot(h.xy, dirs[1].xz)), abs(dot(h.xy, dirs[2].xz)))), theme = rnd(s, 11);
        vec3 mat;
        bool water = ro.y < 0.36;
        vec3 land = level < 0.35 ? vec3(0.85, 0.75, 0.5) : level < 0.75 ? hsv(0.24 + 0.08 * rnd(k, 1), 0.55, 0.55) : level < 1.05 ? vec3(0.5, 0.45, 0.4) : vec3(0.95);
        if (theme > 0.55) land = dye(s, s + 20U + uint(int(level * 5.0)));
        if (water) land = hsv(0.53 + 0.08 * rnd(s, 12), 0.6, 0.65);
        if (n.y > 0.5) {
            mat = land * (0.85 + 0.25 * rnd(k, 2)) * (0.85 + 0.3 * noise(at.xz * 6.0, s));
            if (water) mat *= 0.85 + 0.3 * step(0.5, fract(h.x * 3.0 + 0.1 * sin(h.y * 20.0 + iTime * 9.0)));
            else {
                float pick = rnd(k, 3);
                if (pick < 0.16 && level > 0.3 && level < 0.8) {
                    float hut = max(abs(h.x), abs(h.y)) - 0.2;
                    mat = mix(mat * 0.7, mat, smoothstep(0.0, 0.1, hut - 0.03));
                    if (hut < 0.0) mat = hsv(rnd(k, 4), 0.6, 0.75) * (abs(h.x) > abs(h.y) ? 0.7 : 1.1) * (abs(abs(h.x) - abs(h.y)) < 0.02 ? 0.6 : 1.0);
                } else if (pick < 0.36 && level > 0.35 && level < 0.95) {
                    vec2 tq = abs(h.xy - 0.12 * (rnd3(k, 6).xy - 0.5)) - 0.15 * step(0.4, rnd(k, 7));
                    float crown = length(tq) - 0.12;
                    mat *= 0.65 + 0.35 * smoothstep(0.0, 0.06, length(tq + 0.05 * sun.xz) - 0.11);
                    if (crown < 0.0) mat = hsv(0.28 + 0.1 * rnd(k, 5), 0.6, 0.35) * (0.9 + 3.5 * dot(tq, sun.xz));
                }
            }
            mat *= 0.75 + 0.25 * smoothstep(0.0, 0.05, rim);
            if (rim < 0.05) mat *= 1.12;
        } else {
            float y = ro.y - at.y;
            mat = y < 0.12 ? land * 0.85 : mix(vec3(0.45, 0.32, 0.22), land, 0.25) * (0.7 + 0.35 * step(0.5, fract(at.y * 2.5))) * (0.8 + 0.4 * noise(vec2(at.x + at.z, at.y) * 7.0, s));
            mat *= 0.55 + 0.45 * smoothstep(0.0, 0.9, at.y);
        }
        col = mat * (1.45 * lit * vec3(1.06, 1.0, 0.9) + (0.4 + 0.15 * n.y + 0.07 * n.x) * vec3(0.88, 0.95, 1.08));
        col = mix(sky, col, exp(-0.0011 * t * t));
    }
    fragColor = vec4(film(col * 1.5), 1.0);
}
