// title: Cube Country
// description: A landscape of stacked cubes with grass, sand, snow, water and blocky trees
// tags: voxel, landscape, cubes, grid traversal

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

vec3 hsv(float h, float s, float v) {
    return v * mix(vec3(1.0), clamp(abs(mod(h * 6.0 + vec3(0.0, 4.0, 2.0), 6.0) - 3.0) - 1.0, 0.0, 1.0), s);
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
float scale, tall, water;

float land(vec2 c) {
    float h = 1.45 * noise(c * scale, s);
    h = floor(h * tall);
    if (hash(ivec2(c), s + 5U) > 0.965 && h > water) h += 3.0;
    return max(h, water);
}

void mainImage(out vec4 fragColor, in vec2 fragCoord) {
    vec2 p = (2.0 * fragCoord - iResolution.xy) / iResolution.y;
    s = uint(iTime * 2.3);
    scale = 0.06 + 0.12 * rnd(s, 1);
    tall = 4.0 + 9.0 * rnd(s, 2);
    water = floor(tall * (0.3 + 0.4 * rnd(s, 3)));
    float way = 6.28 * rnd(s, 4);
    vec3 ro = vec3(200.0 * rnd(s, 5), 0.0, 200.0 * rnd(s, 6) + 4.0 * iTime);
    float up = rnd(s, 7);
    ro.y = max(land(floor(ro.xz)), tall * 0.8) + 1.0 + 5.0 * up;
    vec3 rd = look(p, ro, ro + vec3(cos(way), -0.4 - 0.6 * up, sin(way)), 0.9 + 0.7 * rnd(s, 8));
    rd += vec3(lessThan(abs(rd), vec3(1e-4))) * 2e-4;
    vec3 low = hsv(rnd(s, 9), 0.25, 0.95), high = hsv(0.5 + 0.2 * rnd(s, 10), 0.6, 0.75);
    vec3 sky = mix(low, high, clamp(rd.y * 2.0 + 0.3, 0.0, 1.0));
    float az = 6.28 * rnd(s, 11);
    vec3 sun = normalize(vec3(cos(az), 0.7, sin(az)));
    vec2 inv = 1.0 / rd.xz, dir = sign(rd.xz), c = floor(ro.xz);
    vec2 side = (c - ro.xz + 0.5 + 0.5 * dir) * inv, len = abs(inv);
    float t = 0.0, h = 0.0, hitAt = -1.0;
    vec3 n = vec3(0.0, 1.0, 0.0);
    bool alongX = false;
    for (int i = 0; i < 19; i++) {
        h = land(c);
        float leave = min(side.x, side.y);
        if (ro.y + rd.y * t < h) {
            hitAt = t;
            n = alongX ? vec3(-dir.x, 0.0, 0.0) : vec3(0.0, 0.0, -dir.y);
            break;
        }
        if (ro.y + rd.y * leave < h) {
            hitAt = (h - ro.y) / rd.y;
            break;
        }
        if (rd.y > 0.0 && ro.y + rd.y * t > 1.6 * tall + 4.0) break;
        t = leave;
        alongX = side.x < side.y;
        side += alongX ? vec2(len.x, 0.0) : vec2(0.0, len.y);
        c += alongX ? vec2(dir.x, 0.0) : vec2(0.0, dir.y);
    }
    vec3 col = mix(low, hsv(0.3, 0.2, 0.6), 0.2);
    if (rd.y > -0.02) col = mix(sky, vec3(1.0), 0.8 * step(0.6, noise(floor(rd.xz / (rd.y + 0.1) * 6.0) * 0.4, s)) * step(0.03, rd.y));
    if (hitAt > 0.0) {
        vec3 q = ro + rd * hitAt;
        float layer = floor(q.y - 0.001);
        uint k = cell(ivec2(c), uint(int(layer)) + s * 64U);
        float tree = step(0.965, hash(ivec2(c), s + 5U)) * step(water + 0.5, h);
        vec3 mat = hsv(0.22 + 0.2 * (rnd(s, 12) - 0.4), 0.6, 0.55);
        if (h > tall * 1.05) mat = vec3(0.93, 0.95, 1.0);
        if (h < water + 1.5) mat = hsv(0.11, 0.4, 0.85);
        if (n.y < 0.5 && q.y < h - 1.0) mat = hsv(0.07 + 0.05 * rnd(s, 13), 0.4 * rnd(s, 14) + 0.1, 0.5);
        if (tree > 0.5) mat = q.y > h - 2.0 ? hsv(0.3 * rnd(s, 15), 0.65, 0.4) : hsv(0.07, 0.5, 0.3);
        if (h <= water) mat = mix(hsv(0.5 + 0.12 * rnd(s, 16), 0.7, 0.55), sky, 0.35);
        vec2 uv = n.y > 0.5 ? q.xz : vec2(q.x + q.z, q.y);
        mat *= (0.8 + 0.35 * rnd(k, 1)) * (0.82 + 0.36 * hash(ivec2(floor(uv * 6.0)), k) * exp(-0.04 * hitAt));
        vec2 f = q.xz - c;
        float open = 1.0;
        if (n.y > 0.5) {
            vec2 nb = sign(f - 0.5);
            vec2 m = abs(f - 0.5) * 2.0;
            open -= 0.45 * m.x * m.x * m.x * step(h + 0.5, land(c + vec2(nb.x, 0.0)));
            open -= 0.45 * m.y * m.y * m.y * step(h + 0.5, land(c + vec2(0.0, nb.y)));
            vec2 toSun = c + 0.5 + normalize(sun.xz) * 1.3;
            if (land(floor(toSun)) > h + 0.5) open *= 0.65;
        } else open = 0.75 + 0.25 * fract(q.y);
        col = mix(mat * open * (1.2 * max(dot(n, sun), 0.0) + 0.45 * (0.6 + 0.4 * high)), low, 1.0 - exp(-0.0014 * hitAt * hitAt));
    }
    fragColor = vec4(film(col * 1.35), 1.0);
}
